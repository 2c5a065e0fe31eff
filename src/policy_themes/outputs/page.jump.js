// Jumps: to the next or the previous of some elements, from what has the focus or is on top.

function jump(targets, step, name) {
  const there = targets.filter((target) => !target.closest("[hidden]"));
  const place = step > 0 ? findNext(there) : findPrevious(there);
  const target = there[place];
  if (!target) {
    const where = step > 0 ? "后面" : "前面";
    tell(there.length ? `${where}没有${name}了` : `没有${name}`);
    return;
  }
  goTo(target);
  const scores = name === "待复核" ? target.querySelector(".sentence").title : "";
  tell(`${name} ${place + 1}/${there.length}${scores && `：${scores}`}`);
}

function findNext(targets) {
  const focused = findFocused();
  if (!focused) return findTop(targets);
  return targets.findIndex((target) => stands(target, focused, "FOLLOWING"));
}

function findPrevious(targets) {
  const focused = findFocused();
  if (!focused) return findTop(targets) - 1;
  return targets.filter((target) => stands(target, focused, "PRECEDING")).length - 1;
}

function stands(target, element, side) {
  const position = element.compareDocumentPosition(target);
  return position & Node[`DOCUMENT_POSITION_${side}`] && !(position & Node.DOCUMENT_POSITION_CONTAINS);
}

function findFocused() {
  // A button that was clicked has taken the focus.
  const focused = document.activeElement.closest("article") ? document.activeElement : reached;
  if (!focused) return null;
  const { top, bottom } = focused.getBoundingClientRect();
  return bottom > 0 && top < innerHeight ? focused : null; // the reader has scrolled away
}

// By halves: to ask where an element is makes the browser lay out what is around it.
function findTop(targets) {
  let [low, high] = [0, targets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (targets[middle].getBoundingClientRect().top < findLine()) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findLine() {
  return getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
}

function fit() {
  document.documentElement.style.setProperty("--bar", `${findLine()}px`);
}

function goTo(target) {
  const block = target.matches("[data-keys]") ? "center" : "start";
  reached = target;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const settle = () => {
    fit();
    target.scrollIntoView({ block });
  };
  settle();
  requestAnimationFrame(settle); // what is above may have got its real height only now
}

function follow(event) {
  const target = byId(event.currentTarget.hash.slice(1));
  if (chosen.size) event.preventDefault(); // the address holds the filter
  goTo(target);
}
