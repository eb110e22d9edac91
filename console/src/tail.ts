// Following a file as Mesos's pailer does: ask for the size, then read what is new (mesos.md §5.3).

export type Read = (offset: number, length: number) => Promise<{ offset: number; data: string }>;

const page = 65_536;
const kept = 1_048_576;

export class Tail {
  text = "";
  /** The file's first byte that is shown. */
  start = 0;
  private end: number | undefined;

  constructor(private readonly read: Read) {}

  /** Reads what is new; says whether anything changed. */
  async more(): Promise<boolean> {
    const { offset: size } = await this.read(-1, -1);
    if (this.end === undefined || size < this.end) {
      // The first look, or the file was cut (rotated): begin near its end.
      this.start = this.end = Math.max(0, size - page);
      this.text = "";
    }
    let changed = false;
    while (this.end < size) {
      const length = Math.min(page, size - this.end);
      const { data } = await this.read(this.end, length);
      // By what was asked for, not by the text's length: bytes that are not UTF-8 change it.
      this.end += length;
      this.append(data);
      changed = true;
    }
    return changed;
  }

  private append(data: string): void {
    this.text += data;
    if (this.text.length > kept) {
      const cut = this.text.indexOf("\n", this.text.length - kept) + 1;
      this.text = this.text.slice(cut || this.text.length - kept);
    }
  }
}
