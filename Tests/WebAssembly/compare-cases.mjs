// kernel-cases --answers COUNT | node compare-cases.mjs ENGINE.wasm
//
// Runs the networks that kernel-cases writes, and demands outputs and classes with the checksums that this machine's
// portable operators have found. Tests/KernelCases says what a case looks like.
import { readFileSync } from "node:fs";
import { Model } from "../../Firmware/WebAssembly/apus.mjs";

/// CRC-32C (Castagnoli), a bit at a time for each of the 256 entries.
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = (byte >>> 1) ^ (byte & 1 ? 0x82f63b78 : 0);
  return byte;
});

/// The checksum of the bytes of some arrays, one after the other.
function checksum(arrays) {
  let sum = 0xffffffff;
  for (const array of arrays) {
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
      sum = (sum >>> 8) ^ table[(sum ^ byte) & 255];
    }
  }
  return ~sum >>> 0;
}

/// The outputs, each followed by the class that it says, or by 255.
const answers = (model) =>
  model.outputs.flatMap((output, index) => [output, Uint8Array.of(model.decision(index) ?? 255)]);

const engine = await WebAssembly.compile(readFileSync(process.argv[2]));
const cases = readFileSync(0);
let position = 0;
function take(count) {
  if (position + count > cases.length) throw new Error("the cases end early");
  position += count;
  return cases.subarray(position - count, position);
}

let [networks, runs, different] = [0, 0, 0];
for (;;) {
  const name = take(32).latin1Slice().replace(/\0+$/, "");
  if (name === "") break;
  const [fileBytes, runCount, inputBytes, coversAll] = [0, 1, 2, 3].map(() => take(4).readUInt32LE());
  if (coversAll) throw new Error("kernel-cases was run without --answers");
  const model = new Model(engine, take(fileBytes));
  const sizes = model.inputs.map((input) => input.byteLength);
  if (sizes.reduce((sum, size) => sum + size) !== inputBytes) {
    throw new Error(`${name}: the inputs are not the model's`);
  }
  networks++;
  const taken = [];
  for (let run = 0; run < runCount; run++) {
    const given = sizes.map((size) => take(size));
    const expected = take(4).readUInt32LE();
    taken.push({ given, expected, run });
  }
  // Again after a reset, which leaves nothing of the runs before.
  for (const { given, expected, run } of [...taken, ...taken]) {
    if (run === 0) model.reset();
    for (const [index, input] of model.inputs.entries()) {
      new Uint8Array(input.buffer, input.byteOffset, input.byteLength).set(given[index]);
    }
    model.run();
    runs++;
    if (checksum(answers(model)) === expected) continue;
    different++;
    console.log(`${name}, network ${networks}, run ${run}: another answer`);
  }
}
console.log(`${networks} networks, ${runs - different} of ${runs} answers are equal`);
process.exit(different === 0 && runs > 0 ? 0 : 1);
