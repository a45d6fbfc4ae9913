// kernel-cases --answers COUNT | node compare-cases.mjs ENGINE.wasm
//
// Runs the networks that kernel-cases writes, and demands outputs with the checksums that this machine's portable
// operators have found. Tests/KernelCases says what a case looks like.
import { readFileSync } from "node:fs";
import { Model } from "../../Firmware/WebAssembly/apus.mjs";

/// CRC-32C (Castagnoli), a bit at a time for each of the 256 entries.
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = (byte >>> 1) ^ (byte & 1 ? 0x82f63b78 : 0);
  return byte;
});

function checksum(values) {
  let sum = 0xffffffff;
  for (const value of values) sum = (sum >>> 8) ^ table[(sum ^ value) & 255];
  return ~sum >>> 0;
}

const engine = await WebAssembly.compile(readFileSync(process.argv[2]));
const cases = readFileSync(0);
let position = 0;
function take(count) {
  if (position + count > cases.length) throw new Error("the cases end early");
  position += count;
  return cases.subarray(position - count, position);
}

let [networks, answers, different] = [0, 0, 0];
for (;;) {
  const name = take(32).latin1Slice().replace(/\0+$/, "");
  if (name === "") break;
  const [fileBytes, inputCount, inputBytes, coversAll] = [0, 1, 2, 3].map(() => take(4).readUInt32LE());
  if (coversAll) throw new Error("kernel-cases was run without --answers");
  const model = new Model(engine, take(fileBytes));
  if (model.input.length !== inputBytes) throw new Error(`${name}: the inputs are not the model's`);
  networks++;
  for (let index = 0; index < inputCount; index++) {
    model.input.set(take(inputBytes));
    model.run();
    answers++;
    if (checksum(model.output) === take(4).readUInt32LE()) continue;
    different++;
    console.log(`${name}, network ${networks}, input ${index}: another answer`);
  }
}
console.log(`${networks} networks, ${answers - different} of ${answers} answers are equal`);
process.exit(different === 0 && answers > 0 ? 0 : 1);
