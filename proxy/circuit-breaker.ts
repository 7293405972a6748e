export class CircuitBreaker {
  admit(_now: number): boolean {
    return true;
  }
  succeeded(): void {}
  failed(_now: number): void {}
  released(): void {}
}
