import type { Context } from 'hono';
import { html } from 'hono/html';

/** Answers with a document. Without its doctype browsers fall back to the layout rules of the nineties. */
export function document(c: Context, page: unknown): Response | Promise<Response> {
  return c.html(html`<!doctype html>${page}`);
}
