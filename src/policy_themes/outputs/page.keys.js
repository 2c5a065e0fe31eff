// Keys.

const doubts = items.filter((item) => item.keys.includes("review")).map((item) => item.element);
const toSection = (step) => jump(sections, step, "小节");
const toDoubt = (step) => jump(doubts, step, "待复核");
const actions = new Map(Object.entries({
  j: () => toSection(1),
  k: () => toSection(-1),
  n: () => toDoubt(1),
  p: () => toDoubt(-1),
  0: () => toggle("none"),
  r: () => toggle("review"),
  c: copy,
  "?": () => help.showModal(),
  "\uff1f": () => help.showModal(), // as a Chinese keyboard writes it
  Escape: leave,
}));
for (const { name } of buttons) if (/^[1-9]$/.test(name)) actions.set(name, () => toggle(name));

function leave() {
  const reason = document.activeElement.closest(".reasoned");
  if (reason) document.activeElement.blur();
  else clear();
}

function obey(event) {
  const asking = event.key === "?" || event.key === "\uff1f";
  if (event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && !asking)) return;
  if (event.isComposing || help.open || !byId("keys").checked) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const action = actions.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
}

for (const element of find("[data-scripted]")) element.hidden = false;
document.body.classList.add("scripted");
for (const link of links) link.addEventListener("click", follow);
for (const element of [byId("back"), byId("forth")]) element.hidden = !doubts.length;
byId("back").addEventListener("click", () => toDoubt(-1));
byId("forth").addEventListener("click", () => toDoubt(1));
byId("copy").addEventListener("click", copy);
byId("clear").addEventListener("click", clear);
byId("ask").addEventListener("click", () => help.showModal());
document.addEventListener("keydown", obey);
addEventListener("hashchange", readAddress);
addEventListener("resize", fit);
if (outline) outline.open = matchMedia("(min-width: 75rem)").matches;
show();
readAddress();
fit();
