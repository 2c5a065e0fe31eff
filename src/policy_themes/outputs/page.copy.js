// Copying what is shown, a sentence a line.

async function copy() {
  const hits = items.filter((item) => item.hit);
  const words = joinSentences(hits);
  let done = true;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    done = copyByCommand(words); // not there outside https and file://, or refused
  }
  tell(done ? `已复制 ${hits.length} 句` : "浏览器不允许复制，请选中文字后按 Ctrl+C");
}

function joinSentences(hits) {
  const lines = [];
  let last = null;
  for (const { element } of hits) {
    const article = element.closest("article");
    if (articles.length > 1 && article !== last) {
      lines.push(...(last ? [""] : []), `【${article.getAttribute("aria-label")}】`);
    }
    lines.push(element.querySelector(".sentence").textContent);
    last = article;
  }
  return lines.join("\n");
}

function copyByCommand(words) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.value = words;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused.focus({ preventScroll: true });
  return done;
}
