// Builds the page assets into src/wutong/ui/static/ui/dist: one sheet, and one script a kind of page.
// Every drawing in src/icons becomes a mask, so that it takes the colour of the text beside it.
import { build, context } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const css = join(here, "src", "css");
const out = join(here, "..", "src", "wutong", "ui", "static", "ui", "dist");

/** A drawing as a data address: quotes and signs that a style sheet would stumble over are escaped. */
function address(svg) {
  const plain = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/\s+/g, " ").replace(/> </g, "><").trim();
  const safe = plain.replace(/"/g, "'").replace(/[%#<>{}]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
  return `url("data:image/svg+xml,${safe}")`;
}

async function icons() {
  const folder = join(here, "src", "icons");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".svg")).sort();
  const rules = names.map(async (name) => `.i-${name.slice(0, -4)}{--i:${address(await readFile(join(folder, name), "utf8"))}}`);
  return (await Promise.all(rules)).join("\n");
}

/** The dark colours are written once and used twice: by choice, and where the system says so and nobody chose. */
function darkTwice(sheet) {
  return `[data-theme=dark]{${sheet}}\n@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${sheet}}}\n`;
}

async function sheet() {
  const parts = (await readdir(css)).filter((name) => name.endsWith(".css")).sort();
  const texts = await Promise.all(
    parts.map(async (name) => {
      const text = await readFile(join(css, name), "utf8");
      if (name.endsWith("-dark.css")) return darkTwice(text.replace(/\/\*[\s\S]*?\*\//g, ""));
      return name.endsWith("-icons.css") ? text + (await icons()) : text;
    }),
  );
  return texts.join("\n");
}

const shared = { bundle: true, minify: true, target: ["chrome86", "safari14.1", "firefox86"], charset: "utf8", logLevel: "warning" };
const entries = ["wutong", "public", "theme", "blur", "passkey"];
const scripts = {
  ...shared,
  entryPoints: entries.map((name) => join(here, "src", "js", `${name}.js`)),
  outdir: out,
  format: "iife",
  legalComments: "eof",
};

async function buildSheet() {
  const contents = await sheet();
  await build({ ...shared, stdin: { contents, loader: "css", resolveDir: css }, outfile: join(out, "wutong.css") });
}

await mkdir(out, { recursive: true });
if (process.argv.includes("--watch")) {
  const { watch } = await import("node:fs");
  await buildSheet();
  await (await context(scripts)).watch();
  for (const folder of [css, join(here, "src", "icons")]) watch(folder, () => buildSheet().catch((e) => console.error(e.message)));
} else {
  await Promise.all([buildSheet(), build(scripts)]);
  const built = ["wutong.css", ...entries.map((name) => `${name}.js`)].sort();
  for (const name of await readdir(out)) if (!built.includes(name)) await rm(join(out, name), { recursive: true });
  await writeFile(join(out, "manifest.json"), JSON.stringify(built) + "\n");
}
