// What can be wrong with a page as it stands on the screen. Each function returns what it found.
(() => {
  const NEAR = 1.5; // pixels that boxes may lie over one another or stick out by
  const quote = (text) => `“${text.trim().slice(0, 20)}”`;

  // Text off the screen would stand where the browser guesses until it is scrolled to.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets = [sheet];
  scrollTo(0, 0);

  function listTexts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const [node, element] = [walker.currentNode, walker.currentNode.parentElement];
      if (!node.data.trim() || element.closest("script, style, noscript, title, desc")) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      texts.push({ node, element });
    }
    return texts;
  }

  // The boxes of lines of text, without the room above and below the characters.
  function listBoxes() {
    return listTexts().flatMap(({ node, element }) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const turned = element.ownerSVGElement && Math.abs(element.getScreenCTM().b) > 0.1;
      return [...range.getClientRects()]
        .filter((rect) => rect.width > 1 && rect.height > 1 && rect.bottom > 0 && rect.right > 0)
        .map(({ left, top, right, bottom, width, height }) => {
          const [x, y] = turned ? [0.2 * width, 0] : [0, 0.2 * height];
          const box = { left: left + x, right: right - x, top: top + y, bottom: bottom - y };
          return { ...box, element, text: node.data };
        });
    });
  }

  function findOverflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    );
    const names = wide.slice(0, 3).map((element) => `${element.localName}.${element.className}`);
    return [`${scrollWidth} px wide on ${clientWidth}: ${names.join(", ")}`];
  }

  function findOverlaps() {
    const boxes = listBoxes().sort((one, other) => one.top - other.top);
    const found = [];
    boxes.forEach((one, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].top < one.bottom - NEAR; j++) {
        const other = boxes[j];
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - other.top;
        if (across > NEAR && down > NEAR) found.push(`${quote(one.text)} on ${quote(other.text)}`);
      }
    });
    return found;
  }

  function findCut() {
    return listBoxes().filter(isCut).map((box) => quote(box.text));
  }

  function isCut(box) {
    for (let around = box.element; around; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      if (around !== document.body && around !== document.documentElement) {
        if (/auto|scroll/.test(overflowX + overflowY)) return false;
        const clips = around.localName === "svg" || /hidden|clip/.test(overflowX + overflowY);
        if (clips && overflowX !== "visible" && sticksOut(box, around)) return true;
      }
    }
    return box.right > document.documentElement.clientWidth + NEAR || box.left < -NEAR;
  }

  function sticksOut(box, around) {
    const edge = around.getBoundingClientRect();
    return (
      box.left < edge.left - NEAR || box.right > edge.right + NEAR ||
      box.top < edge.top - NEAR || box.bottom > edge.bottom + NEAR
    );
  }

  // Characters that no font has: they look as one that none can have.
  function findTofu() {
    const byFont = new Map();
    const add = (element, text, pseudo) => {
      const font = getComputedStyle(element, pseudo).fontFamily;
      if (!byFont.has(font)) byFont.set(font, new Set());
      for (const character of text) byFont.get(font).add(character);
    };
    for (const { node, element } of listTexts()) add(element, node.data);
    for (const element of document.querySelectorAll("body *")) {
      for (const pseudo of ["::before", "::after"]) {
        const written = /^"(.*?)"/.exec(getComputedStyle(element, pseudo).content);
        if (written) add(element, written[1], pseudo);
      }
    }
    return [...byFont].flatMap(([font, characters]) => {
      const draw = makePen(font);
      const missing = draw("\u{10ffff}");
      const blank = draw(" ");
      return [...characters]
        .filter((character) => !/[\p{Z}\p{Cc}\p{Cf}]/u.test(character))
        .filter((character) => [missing, blank].includes(draw(character)))
        .map((character) => `U+${character.codePointAt(0).toString(16)} in ${font.slice(0, 30)}`);
    });
  }

  function makePen(font) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = `24px ${font}`;
    return (character) => {
      pen.clearRect(0, 0, 40, 40);
      pen.fillText(character, 6, 30);
      const pixels = new Uint32Array(pen.getImageData(0, 0, 40, 40).data.buffer);
      // FNV-1a over what is opaque: black on nothing differs in its top byte alone.
      return pixels.reduce((sum, pixel) => Math.imul(sum ^ (pixel >>> 24), 0x01000193), 0x811c9dc5);
    };
  }

  return { overflow: findOverflow(), overlaps: findOverlaps(), cut: findCut(), tofu: findTofu() };
})()
