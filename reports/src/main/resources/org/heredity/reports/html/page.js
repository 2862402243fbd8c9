
"use strict";
(() => {
  // Light or dark: the system's choice until the reader makes one.
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remember = {
    get() { try { return localStorage.getItem("heredity-theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("heredity-theme", theme); } catch { /* kept for this visit */ } },
  };
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  const kept = remember.get();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember.set(root.dataset.theme);
    show();
  });
  system.addEventListener("change", show);
  show();

  // Paper cannot unfold anything.
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  });

  // Tables sort by the column whose head is pressed; again turns the order round.
  const key = cell => cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
  const compare = (a, b, numbers) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    return numbers ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numbers = head.classList.contains("number");
      const rows = [...table.tBodies[0].rows];
      const keys = new Map(rows.map(row => [row, key(row.cells[column])]));
      rows.sort((r, s) => {
        const a = keys.get(r), b = keys.get(s);
        const order = compare(a, b, numbers);
        return down && a !== "" && b !== "" ? -order : order;
      });
      table.tBodies[0].append(...rows);
    }));
  }

  // What stands behind a number, on hover and on focus; Escape puts it away.
  const bubble = document.createElement("div");
  bubble.id = "bubble";
  bubble.setAttribute("role", "tooltip");
  bubble.hidden = true;
  document.body.append(bubble);
  let owner = null;
  const hide = () => {
    if (owner) owner.removeAttribute("aria-describedby");
    owner = null;
    bubble.hidden = true;
  };
  const open = target => {
    const of = target.closest ? target.closest("[data-tip]") : null;
    if (of === owner) return;
    hide();
    if (!of) return;
    owner = of;
    owner.setAttribute("aria-describedby", "bubble");
    bubble.textContent = of.dataset.tip;
    bubble.hidden = false;
    const at = of.getBoundingClientRect(), size = bubble.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left), innerWidth - size.width - 8);
    const above = at.top - size.height - 6;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${above > 8 ? above : at.bottom + 6}px`;
  };
  document.addEventListener("mouseover", event => open(event.target));
  document.addEventListener("focusin", event => open(event.target));
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
})();
