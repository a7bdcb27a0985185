"use strict";
(() => {
  const all = (where, what) => Array.from(where.querySelectorAll(what));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // Tables: rows with small print below them travel as one body, all others as rows.
  const items = (table) => table.tBodies.length > 1 || table.querySelector(".detail")
    ? Array.from(table.tBodies) : Array.from(table.tBodies[0].rows);
  const cellOf = (item, column) => (item.rows ? item.rows[0] : item).cells[column];
  const valueOf = (item, column) => {
    const cell = cellOf(item, column);
    return cell.dataset.key ?? cell.textContent.trim();
  };

  function sort(table, column, head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    const numeric = head.classList.contains("number");
    const found = items(table).map((item, place) => ({ item, place, value: valueOf(item, column) }));
    const empty = (value) => value === "–" || value === "";
    const number = (value) => parseFloat(value.replace(/,/g, ""));
    found.sort((a, b) => {
      if (empty(a.value) !== empty(b.value)) return empty(a.value) ? 1 : -1;
      const keyed = numeric || cellOf(a.item, column).dataset.key !== undefined && cellOf(b.item, column).dataset.key !== undefined;
      const order = keyed ? number(a.value) - number(b.value) || 0 : collator.compare(a.value, b.value);
      return (down ? -order : order) || a.place - b.place;
    });
    const parent = found.length ? found[0].item.parentNode : null;
    for (const { item } of found) parent.append(item);
    all(table, "thead th").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  function filter(table, words, told) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    const found = items(table);
    for (const item of found) {
      const text = (item.dataset.text ??= item.textContent.toLowerCase());
      item.hidden = !wanted.every((word) => text.includes(word));
      shown += !item.hidden;
    }
    told.textContent = wanted.length ? `${shown} of ${found.length}` : "";
  }

  for (const table of all(document, "table.list")) {
    if (!table.tBodies.length || items(table).length < 2) continue;
    all(table, "thead th").forEach((head, column) => {
      const button = document.createElement("span");    // browsers leave real buttons out of heads repeated on paper
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, column, head));
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(table, column, head);
      });
    });
    if (items(table).length < 8) continue;
    const field = document.createElement("input");
    const told = document.createElement("output");
    field.type = "search";
    field.placeholder = "Filter";
    field.setAttribute("aria-label", `Filter: ${table.caption.textContent}`);
    field.addEventListener("input", () => filter(table, field.value, told));
    const bar = document.createElement("div");
    bar.className = "filter";
    bar.append(field, told);
    table.closest(".scroll").before(bar);
  }

  // What stays bright beside a line: its name and the systems at its ends, as its row in the catalog names them.
  const around = (target) => {
    const line = /^today-line-(.+)$/.exec(target.id);
    const row = line && document.getElementById(`integration-${line[1]}`);
    return line ? [`today-label-${line[1]}`, ...all(row ?? document.createElement("p"), "td a").map((a) => `today-${a.hash.slice(1)}`)] : [];
  };

  // From the drawing to what is told of an element, and back.
  const drawing = document.getElementById("today-all");
  const light = (target, block) => {
    all(document, ".lit, .beside").forEach((old) => old.classList.remove("lit", "beside"));
    target?.classList.add("lit");
    drawing?.classList.toggle("dimmed", drawing.contains(target));
    if (!target) return;
    for (const id of around(target)) document.getElementById(id)?.classList.add("beside");
    target.scrollIntoView({ block, inline: "center", behavior: calm ? "auto" : "smooth" });
  };
  const told = (element) => {
    for (let node = element; node && node.id !== "today-all"; node = node.parentNode) {
      const found = /^today-(system|endpoint|line|label)-(.+)$/.exec(node.id || "");
      if (!found) continue;
      const kind = found[1] === "system" || found[1] === "endpoint" ? "system" : "integration";
      const target = document.getElementById(`${kind}-${found[2].split(".")[0]}`);
      if (target) return target;
    }
    return null;
  };
  if (drawing) {
    drawing.addEventListener("click", (event) => {
      const target = told(event.target);
      if (!target) return;
      const body = target.closest("tbody");
      if (body) body.hidden = false;
      history.pushState(null, "", `#${target.id}`);
      light(target, "center");
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
    });
    drawing.addEventListener("pointerover", (event) => drawing.classList.toggle("leads", told(event.target) !== null));
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && light(null));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    const item = target.closest("tbody[hidden], tr[hidden]");
    if (item) item.hidden = false;
    if (!target.closest("#today-all") && !/^(system|integration|step)-/.test(target.id)) return;
    event.preventDefault();
    history.pushState(null, "", link.hash);
    light(target, target.matches("article, h3") ? "start" : "center");
  });

  // The table of contents marks where one is.
  const links = new Map(all(document, "nav a").map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const mark = () => {
    const here = Array.from(links.keys()).find((id) => seen.has(id));
    for (const [id, link] of links) id === here ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) entry.isIntersecting ? seen.add(entry.target.id) : seen.delete(entry.target.id);
    mark();
  }, { rootMargin: "-10% 0px -70% 0px" });
  for (const id of links.keys()) watcher.observe(document.getElementById(id));
})();
