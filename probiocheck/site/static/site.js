// The site works without this: it adds search, the switch of activity, filters, and moving by arrow keys.
"use strict";

const LEVELS = { L: "low", M: "moderate", H: "high", A: "avoid", U: "unknown" };
const CERTAINTIES = ["very low", "low", "moderate", "high"];
const MOST_FOUND = 30;
const LETTERS_IN_A_COLUMN = 4;

// Marks and spaces are left out, so that a name is found however it is written.
function key(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

// --- search ---

function searchBox() {
  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const told = document.getElementById("told");
  const list = document.getElementById("found");
  const root = document.body.dataset.root;
  let names = null;
  let asked = false;
  let found = [];

  function read() {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = root + "names.js";
    script.onload = () => {
      const { names: all, pages } = window.probiocheckNames;
      names = all.map(([written, page]) => [key(written), written, ...pages[page]]);
      show();
    };
    script.onerror = () => { told.textContent = "The names could not be read."; };
    document.head.append(script);
  }

  function rank(one, wanted) {
    if (one[0] === wanted) return 0;
    return one[0].startsWith(wanted) ? 1 : 2;
  }

  function item([, written, meaning, page]) {
    const li = document.createElement("li");
    const shown = document.createElement(page ? "a" : "span");
    if (page) shown.href = root + page;
    else shown.className = "none";
    const more = document.createElement("small");
    more.textContent = meaning;
    shown.append(written, more);
    li.append(shown);
    return li;
  }

  function show() {
    const wanted = key(input.value);
    list.replaceChildren();
    found = [];
    if (names === null) return;
    told.textContent = "";
    if (!wanted) return;
    found = names.filter((one) => one[0].includes(wanted));
    found.sort((a, b) => rank(a, wanted) - rank(b, wanted) || a[0].length - b[0].length);
    list.append(...found.slice(0, MOST_FOUND).map(item));
    told.textContent = found.length ? `${found.length} found` : nothing(wanted);
  }

  // Of ICD-10 codes only those of the knowledge are listed, and the program reads longer ones by their beginning.
  function nothing(wanted) {
    const code = /^[a-z][0-9][0-9a-z]{2,5}$/.test(wanted);
    return code ? "No such code is listed: try its first three characters." : "Nothing is called so.";
  }

  // Goes nowhere by a guess: what is written must bear exactly one page, or be part of the names of one alone.
  function go() {
    const exact = found.filter((one) => one[0] === key(input.value));
    const pages = new Set((exact.length ? exact : found).map((one) => one[3]));
    if (pages.size === 1 && !pages.has("")) list.querySelector("a").click();
    else if (exact.length && !exact[0][3]) told.textContent = `Leads to no page: ${exact[0][2]}`;
    else if (pages.size) told.textContent = `${found.length} found: choose one`;
  }

  form.hidden = false;
  input.addEventListener("focus", read);
  input.addEventListener("input", () => { read(); show(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (stops[next]) { stops[next].focus(); event.preventDefault(); }
  });
}

// --- the heat map ---

function heatMap(table) {
  const form = document.querySelector(".filters");
  const about = document.getElementById("about");
  const heads = [...table.tHead.rows[1].cells].slice(1);
  const categories = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];

  const face = (cell) => cell.querySelector("a");
  const name = (row) => row.cells[0].textContent.trim();

  function switchTo(activity) {
    // On paper there is no switch to tell which activity is shown.
    document.getElementById("activity").textContent = form.elements.activity[activity].parentElement.textContent.trim();
    for (const cell of table.querySelectorAll("td[data-at]")) {
      const [letter, strength] = cell.dataset.at.substr(2 * activity, 2);
      cell.className = `${LEVELS[letter]} s${strength}`;
      face(cell).textContent = letter === "U" ? "·" : letter;
    }
  }

  function filter() {
    const { group, category, text } = form.elements;
    const wanted = key(text.value);
    const inColumn = heads.map((head) => !category.value || head.dataset.category === category.value);
    const named = wanted !== "" && heads.map((head, at) => inColumn[at] && key(head.textContent).includes(wanted));
    const byColumn = wanted !== "" && named.some(Boolean);
    const columns = byColumn ? named : inColumn;
    let shown = 0;
    for (const row of rows) {
      const inGroup = !group.value || row.dataset.groups.split(" ").includes(group.value);
      row.hidden = !(inGroup && (!wanted || byColumn || key(name(row)).includes(wanted)));
      if (!row.hidden) shown += 1;
    }
    heads.forEach((head, at) => {
      if (head.hidden === !columns[at]) return;
      head.hidden = !columns[at];
      for (const row of rows) row.cells[at + 1].hidden = !columns[at];
    });
    for (const head of categories) {
      const many = heads.filter((one, at) => columns[at] && one.dataset.category === head.dataset.category).length;
      head.hidden = many === 0;
      if (many) head.colSpan = many;
      head.classList.toggle("narrow", head.textContent.length > LETTERS_IN_A_COLUMN * many);
    }
    about.textContent =
      `${shown} strains, species and products in ${columns.filter(Boolean).length} conditions. Arrow keys move from cell to cell.`;
    rest();
  }

  // One cell at a time can be reached with the tab key; arrow keys move on from there, to names and headings too.
  function rest() {
    const at = table.querySelector("[data-here]");
    if (at && at.closest("tr").hidden === false && at.closest("td, th").hidden === false) return;
    if (at) { at.tabIndex = -1; delete at.dataset.here; }
    const row = rows.find((one) => !one.hidden);
    const cell = row && [...row.cells].slice(1).find((one) => !one.hidden);
    if (cell) stay(face(cell));
  }

  function stay(place) {
    const before = table.querySelector("[data-here]");
    if (before) { before.tabIndex = -1; delete before.dataset.here; }
    place.tabIndex = 0;
    place.dataset.here = "";
  }

  function tell(cell) {
    const head = heads[cell.cellIndex - 1].textContent.trim();
    const [level, strength] = cell.className.split(" ");
    const sure = level === "unknown" ? "nobody has looked, not a pass" : `certainty ${CERTAINTIES[strength[1] - 1]}`;
    about.textContent = `${name(cell.parentElement)} in ${head}: ${level}, ${sure}`;
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function move(event) {
    const cell = event.target.closest("td, th");
    const step = STEPS[event.key];
    const visible = [table.tHead.rows[1], ...rows].filter((one) => !one.hidden);
    if (!cell || !(step || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    const across = [...cell.parentElement.cells].filter((one) => !one.hidden);
    let place = cell;
    if (event.key === "Home") place = across[1];
    else if (event.key === "End") place = across[across.length - 1];
    else if (step[1]) place = across[across.indexOf(cell) + step[1]];
    else {
      const row = visible[visible.indexOf(cell.parentElement) + step[0]];
      place = row && row.cells[cell.cellIndex];
    }
    if (!place || place.matches(".corner")) return;
    stay(face(place));
    face(place).focus();
  }

  for (const cell of [...heads, ...rows.flatMap((row) => [...row.cells])]) face(cell).tabIndex = -1;
  rest();
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target.name === "activity") switchTo(Number(event.target.value));
    else filter();
  });
  table.addEventListener("keydown", move);
  for (const kind of ["focusin", "mouseover"]) {
    table.addEventListener(kind, (event) => {
      const cell = event.target.closest("td");
      if (cell && cell.cellIndex > 0) tell(cell);
    });
  }
  // A browser may keep what was chosen before the page was left.
  switchTo(Number(form.elements.activity.value));
  filter();
}

searchBox();
const table = document.getElementById("heat");
if (table) heatMap(table);
