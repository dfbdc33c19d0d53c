import { stripVTControlCharacters } from "node:util";

/** A terminal as far as progress needs one: lines, the cursor up, everything below erased. */
export class Screen {
  writes = 0;
  /** What has gone out at the top, where nothing can be written any more. */
  private readonly gone: string[] = [];
  private readonly shown: string[] = [""];
  private row = 0;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {}

  write(text: string): boolean {
    this.writes += 1;
    // eslint-disable-next-line no-control-regex
    for (const [part] of text.matchAll(/\x1b\[\d+[AJ]|\n|[^\n\x1b]+|\x1b\[[\d;]*m/g)) {
      this.take(part);
    }
    return true;
  }

  /** What can be seen, without empty lines at the end. */
  lines(): string[] {
    const lines = [...this.shown];
    while (lines.at(-1) === "") {
      lines.pop();
    }
    return lines;
  }

  /** What can be seen only by going back. */
  scrolled(): readonly string[] {
    return this.gone;
  }

  private take(part: string): void {
    if (part === "\n") {
      this.down();
    } else if (part.endsWith("A") && part.startsWith("\x1b")) {
      this.row = Math.max(0, this.row - Number.parseInt(part.slice(2), 10));
    } else if (part === "\x1b[0J") {
      this.shown.splice(this.row, Infinity, "");
    } else {
      let text = stripVTControlCharacters(part);
      for (; text.length > this.columns; text = text.slice(this.columns)) {
        // The terminal goes on in the next line.
        this.shown[this.row] = text.slice(0, this.columns);
        this.down();
      }
      this.shown[this.row] = `${this.shown[this.row] ?? ""}${text}`;
    }
  }

  private down(): void {
    this.row += 1;
    this.shown[this.row] ??= "";
    if (this.row === this.rows) {
      this.gone.push(this.shown.shift() ?? "");
      this.row -= 1;
    }
  }
}
