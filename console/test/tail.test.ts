import assert from "node:assert/strict";
import { test } from "node:test";
import { Tail } from "../src/tail";

class File {
  bytes = new Uint8Array();
  longest = 0;

  write(text: string): void {
    this.bytes = new Uint8Array([...this.bytes, ...new TextEncoder().encode(text)]);
  }

  read = async (offset: number, length: number) => {
    if (offset < 0) return { offset: this.bytes.length, data: "" };
    this.longest = Math.max(this.longest, length);
    return { offset, data: new TextDecoder().decode(this.bytes.slice(offset, offset + length)) };
  };
}

test("begins near the end of a long file and follows what is added", async () => {
  const file = new File();
  file.write("x".repeat(100_000));
  const tail = new Tail(file.read);
  assert.equal(await tail.more(), true);
  assert.equal(tail.text.length, 65_536);
  assert.equal(tail.start, 100_000 - 65_536);
  assert.equal(await tail.more(), false);
  file.write("new\n");
  assert.equal(await tail.more(), true);
  assert.ok(tail.text.endsWith("xnew\n"));
});

test("reads a burst in pages no longer than the server gives", async () => {
  const file = new File();
  const tail = new Tail(file.read);
  await tail.more();
  file.write("y".repeat(200_000));
  await tail.more();
  assert.equal(tail.text.length, 200_000);
  assert.equal(file.longest, 65_536);
});

test("counts bytes, not characters", async () => {
  const file = new File();
  file.write("grün\n");
  const tail = new Tail(file.read);
  await tail.more();
  file.write("blau\n");
  await tail.more();
  assert.equal(tail.text, "grün\nblau\n");
});

test("begins again when the file was cut", async () => {
  const file = new File();
  file.write("old and long\n");
  const tail = new Tail(file.read);
  await tail.more();
  file.bytes = new Uint8Array();
  file.write("short\n");
  await tail.more();
  assert.equal(tail.text, "short\n");
});

test("forgets the oldest lines of a long watch", async () => {
  const file = new File();
  const tail = new Tail(file.read);
  await tail.more();
  file.write(`${"z".repeat(99)}\n`.repeat(12_000));
  await tail.more();
  assert.ok(tail.text.length <= 1_048_576);
  assert.ok(tail.text.startsWith("zzz"));
});
