import { closest, distance } from 'fastest-levenshtein';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

const mustBe = 'must be a time zone by its IANA name, such as Europe/Berlin or UTC';

/**
 * A time zone in the configuration, as the IANA database names it: a place whose clocks keep common rules
 * (RFC 9557 §1.2). An offset such as `+02:00` is none: it knows no daylight saving.
 */
export const zone = z
  .string(mustBe)
  .meta({ title: 'time zone', description: 'A time zone by its IANA name.', examples: ['Europe/Berlin'] })
  .transform((text, context) => {
    const id = zoneNamed(text);
    if (id !== undefined) return id;
    const near = nearestZone(text);
    context.addIssue({
      code: 'custom',
      message: near === undefined ? mustBe : `${mustBe}. Did you mean ${near}?`,
    });
    return z.NEVER;
  });

/** The zone as the database spells it, whatever its case; undefined when it names none. */
function zoneNamed(text: string): string | undefined {
  // Temporal takes offsets, and a zone out of a whole timestamp, too.
  if (!/^[a-z][\w/+-]*$/i.test(text)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return undefined;
  }
}

/** The zone that was most likely meant: that of a city, or one that is at most two letters away. */
function nearestZone(text: string): string | undefined {
  const meant = text.trim().replaceAll(/\s+/g, '_').toLowerCase();
  // No zone has a longer name; what a file holds may be of any length.
  if (meant.length > 40) return undefined;
  const zones = new Map(Intl.supportedValuesOf('timeZone').map((name) => [name.toLowerCase(), name]));
  const ofCity = [...zones.keys()].find((name) => name.endsWith(`/${meant}`));
  const near = ofCity ?? closest(meant, [...zones.keys()]);
  return ofCity !== undefined || distance(meant, near) <= 2 ? zones.get(near) : undefined;
}
