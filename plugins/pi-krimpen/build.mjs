// Makes a component of the rules: `node build.mjs [FILE]`, `dist/pi-krimpen.wasm` where no file is named.
//
// The component holds a JavaScript engine beside the rules, so it is twenty times the size of one in Rust, and two
// builds of the same sources differ in their bytes: whoever signs a component keeps the very one that was signed.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { componentize } from "componentize-qjs";

const here = dirname(fileURLToPath(import.meta.url));
const entry = join(here, "src", "component.js");
const output = resolve(process.argv[2] ?? join(here, "dist", "pi-krimpen.wasm"));

const { component } = await componentize({
  witPath: join(here, "..", "wit", "v1"),
  world: "region-rules",
  jsPath: entry,
  jsSource: readFileSync(entry, "utf8"),
  moduleRoot: join(here, "src"),
  // Rules may import nothing but the log: what the engine would ask of a system traps instead.
  stubWasi: true,
  sync: true,
  // The larger engine is no quicker for rules as small as these, and takes longer to compile than a host allows.
  optSize: true,
});

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, component);
console.log(`${output}: ${component.length} bytes`);
