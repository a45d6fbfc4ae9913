// finder-cases | node compare-digits.mjs DIGITS.wasm
//
// Finds digits in the pictures that finder-cases writes, and demands what this machine has found in them, byte for byte.
// Tests/FinderCases says what a case looks like.
import { readFileSync } from "node:fs";
import { DigitFinder } from "../../Firmware/WebAssembly/digits.mjs";

const finder = new DigitFinder(await WebAssembly.compile(readFileSync(process.argv[2])));
const cases = readFileSync(0);
let position = 0;
function take(count) {
  if (position + count > cases.length) throw new Error("the cases end early");
  position += count;
  return cases.subarray(position - count, position);
}

/// The bytes of apus_found_digit that an answer stands for.
function bytes({ isOriginal, digitCount, ink }) {
  const found = Buffer.alloc(64);
  const { box, ...seen } = ink ?? { box: {} };
  for (const [index, real] of [seen.share, seen.contrast, seen.clarity, seen.strokeWidth].entries()) {
    found.writeDoubleLE(real ?? 0, 8 * index);
  }
  const counts = [box.x, box.y, box.width, box.height, seen.components, seen.lines, digitCount];
  for (const [index, count] of counts.entries()) found.writeUInt32LE(count ?? 0, 32 + 4 * index);
  const flags = [ink !== null, isOriginal, seen.isDark, seen.touchesBorder];
  for (const [index, flag] of flags.entries()) found[60 + index] = flag ? 1 : 0;
  return found;
}

let [pictures, inked, different] = [0, 0, 0];
for (;;) {
  const width = take(4).readUInt32LE();
  if (width === 0) break;
  const [height, preparedWidth, preparedHeight, channels] = [0, 1, 2, 3].map(() => take(4).readUInt32LE());
  const data = take(4 * width * height);
  const expected = take(64 + preparedWidth * preparedHeight * channels);
  const found = finder.find({ width, height, data }, { width: preparedWidth, height: preparedHeight, channels });
  pictures++;
  if (found.ink) inked++;
  if (Buffer.concat([bytes(found), found.prepared]).equals(expected)) continue;
  different++;
  console.log(`picture ${pictures} (${width} × ${height}): another digit`);
}

// What is no picture is refused, and the finder goes on.
const data = new Uint8Array(4 * 3 * 2);
const refused = [
  [{ width: 3, height: 3, data }, {}],
  [{ width: 0, height: 0, data: new Uint8Array(0) }, {}],
  [{ width: 3, height: 2, data }, { channels: 2 }],
  [{ width: 3, height: 2, data }, { width: 5000, height: 5000 }],
];
for (const [picture, input] of refused) {
  try {
    finder.find(picture, input);
    different++;
    console.log(`${JSON.stringify(input)} was not refused`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
console.log(`${pictures} pictures, ${inked} with ink, ${different} different`);
process.exit(different === 0 && inked > 0 ? 0 : 1);
