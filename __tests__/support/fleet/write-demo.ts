/** `node write-demo.js FOLDER`: writes the demo's fleet below the folder and prints where its flake is. */
import { createDemoFleet } from './demo.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('the folder to write the demo fleet to is missing');
console.log(createDemoFleet(folder).flake);
