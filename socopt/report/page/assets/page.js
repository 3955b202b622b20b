"use strict";
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const wanted = new WeakMap();

  const textOf = (node) => {
    if (!wanted.has(node)) wanted.set(node, node.textContent.toLowerCase().replace(/\s+/g, " "));
    return wanted.get(node);
  };

  const matches = (node, words) => words.every((word) => textOf(node).includes(word));

  const chosenIn = (grid) =>
    all("select", grid).filter((select) => select.value).map((select) => [Number(select.dataset.column), select.value]);

  const valueOf = (cell) => (cell.firstChild ? cell.firstChild.textContent.trim() : "");

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const node of all(".child.find, .chain.find")) {
      node.hidden = !matches(node, words);
      count += !node.hidden;
    }
    for (const grid of all(".grid")) {
      const chosen = chosenIn(grid);
      const rows = all("tbody tr", grid);
      let shown = 0;
      for (const row of rows) {
        const kept = chosen.every(([column, value]) => valueOf(row.cells[column]) === value);
        row.hidden = !(kept && matches(row, words));
        shown += !row.hidden;
      }
      count += shown;
      const told = grid.querySelector(".shown");
      if (told) told.textContent = `${shown} of ${rows.length} shown`;
    }
    found.textContent = words.length ? (count === 1 ? "1 match" : `${count} matches`) : "";
  };

  const compare = (one, other) => {
    const [a, b] = [one.key, other.key];
    const numbers = a !== "" && b !== "" && !Number.isNaN(Number(a)) && !Number.isNaN(Number(b));
    return numbers ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true });
  };

  const sortBy = (head, column) => {
    const body = head.closest("table").tBodies[0];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of all("th[aria-sort]", head.parentNode)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = Array.from(body.rows).map((row, place) => {
      const cell = row.cells[column];
      return { row, place, key: cell.dataset.key ?? cell.textContent.trim() };
    });
    rows.sort((one, other) => (down ? -1 : 1) * compare(one, other) || one.place - other.place);
    body.append(...rows.map(({ row }) => row));
  };

  for (const head of all("table[data-sort] th")) {
    const column = head.cellIndex;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(head, column));
    head.append(button);
  }

  for (const choices of all(".choices")) {
    choices.hidden = false;
    choices.addEventListener("change", show);
  }

  let pending = 0;
  search.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(show, 80);
  });
  search.form.addEventListener("submit", (event) => event.preventDefault());

  const step = (by) => {
    const children = all(".child").filter((child) => !child.hidden);
    if (!children.length) return;
    const here = children.indexOf(document.activeElement.closest(".child"));
    const next = children[Math.min(children.length - 1, Math.max(0, here + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const clear = () => {
    search.value = "";
    for (const select of all("select")) select.value = "";
    show();
  };

  const actions = { "/": () => search.focus(), n: () => step(1), p: () => step(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.key in actions) || !document.getElementById("keys").checked) return;
    event.preventDefault();
    actions[event.key]();
  });

  const wake = () => {
    for (const later of all("script.later")) {
      const script = document.createElement("script");
      script.textContent = later.textContent;
      later.replaceWith(script);
    }
  };
  const figures = all(".figure");
  if (figures.length && "IntersectionObserver" in window) {
    const near = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      near.disconnect();
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wake);
      else wake();
    }, { rootMargin: "600px" });
    for (const figure of figures) near.observe(figure);
  }

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const details of closed) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
  show();
})();
