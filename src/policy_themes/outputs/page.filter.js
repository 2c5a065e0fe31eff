// What a reader does on the page: filter, jump, copy, by buttons and keys. The four files are one
// script. Without it the page is plain text with a legend and an outline.
"use strict";

const DEEPEST = 7; // the level of what stands under headings
const NOTHING = 8;
const find = (selector, root = document) => [...root.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

const bar = document.querySelector(".bar");
const help = byId("help");
const outline = byId("outline");
const links = outline ? find("a", outline) : [];
const articles = find("article");
const blocks = find("article > *").map((element) => ({
  element,
  level: measureLevel(element),
  items: find("[data-keys]", element).map((own) => ({
    element: own,
    keys: own.dataset.keys.split(" "),
    hit: true,
  })),
}));
const items = blocks.flatMap((block) => block.items);
const sections = blocks.filter((block) => block.level > 2).map((block) => block.element);
const buttons = find("[data-filter]").map(makeButton);
const chosen = new Set();
let reached = null; // by the last jump

function measureLevel(element) {
  if (element.localName === "header") return 2;
  return /^h\d$/.test(element.localName) ? Number(element.localName[1]) : 0;
}

function makeButton(entry) {
  const button = document.createElement("button");
  button.type = "button";
  button.name = entry.dataset.filter;
  button.title = entry.title;
  button.setAttribute("aria-pressed", "false");
  button.append(...entry.childNodes);
  button.addEventListener("click", () => toggle(button.name));
  entry.removeAttribute("title");
  entry.append(button);
  return button;
}

function tell(words) {
  byId("status").textContent = words;
}

// Filters: any of the themes chosen, and in doubt where that is chosen.

function toggle(key) {
  if (!chosen.delete(key)) chosen.add(key);
  apply();
}

function clear() {
  chosen.clear();
  apply();
}

function apply() {
  show();
  const hash = chosen.size ? `#filter=${[...chosen].sort().join(",")}` : "";
  history.replaceState(null, "", location.pathname + location.search + hash);
}

function readAddress() {
  const [, keys] = /^#filter=(.*)$/.exec(location.hash) || [];
  if (keys === undefined) return;
  const known = new Set(buttons.map((button) => button.name));
  chosen.clear();
  for (const key of keys.split(",")) if (known.has(key)) chosen.add(key);
  show();
}

function matches(keys) {
  const themes = [...chosen].filter((key) => key !== "review");
  if (chosen.has("review") && !keys.includes("review")) return false;
  return !themes.length || themes.some((key) => keys.includes(key));
}

function show() {
  const filtered = chosen.size > 0;
  for (const item of items) item.hit = matches(item.keys);
  document.body.classList.toggle("filtered", filtered);
  hideBlocks(filtered);
  for (const link of links) link.parentElement.hidden = byId(link.hash.slice(1)).hidden;
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(chosen.has(button.name)));
  }
  byId("clear").hidden = !filtered;
  const hits = items.filter((item) => item.hit).length;
  byId("copy").textContent = `复制 ${hits} 句`;
  byId("copy").disabled = !hits;
  tell(filtered ? `${nameChosen()}：${hits} 句（共 ${items.length} 句）` : `共 ${items.length} 句`);
}

function nameChosen() {
  const pressed = buttons.filter((button) => chosen.has(button.name));
  return pressed.map((button) => button.querySelector(".tag").textContent).join("、");
}

// From the last block to the first: a heading stays where something under it does.
function hideBlocks(filtered) {
  let below = NOTHING; // level of the outermost block shown so far of this report
  for (const { element, level, items: own } of [...blocks].reverse()) {
    const hit = own.some((item) => item.hit);
    const heads = level && below < NOTHING && (level < below || level === 2);
    const shown = !filtered || hit || Boolean(heads);
    element.hidden = !shown;
    element.classList.toggle("context", filtered && !hit);
    if (!level) for (const item of own) item.element.hidden = !item.hit;
    if (shown) below = level || DEEPEST;
    if (element.localName === "header") {
      element.parentElement.hidden = !shown;
      below = NOTHING;
    }
  }
}
