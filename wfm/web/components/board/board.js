// The roster board: draws what Python sends, tells Python which cells were picked.
// Text reaches the page through textContent alone.
const boards = new WeakMap();

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function paint(td, cell) {
  td.className = "cell " + cell.tone + (td.dataset.picked === "1" ? " picked" : "");
  td.setAttribute("aria-label", cell.label);
  td.title = cell.label;
  const code = element("span", "code", cell.code);
  if (cell.pinned) code.append(element("i", "mark pin", "●"));
  if (cell.swapped) code.append(element("i", "mark swap", "⇄"));
  if (cell.fault) code.append(element("i", "mark fault", "!"));
  td.replaceChildren(code);
  td.dataset.sign = JSON.stringify(cell);
}

function header(data, board) {
  const row = element("tr");
  row.setAttribute("role", "row");
  const corner = element("th", "agent", data.words.agent);
  corner.setAttribute("role", "columnheader");
  row.append(corner);
  data.days.forEach((day, d) => {
    const th = element("th", day.rest ? "rest" : "", day.weekday);
    th.append(element("small", "", day.date));
    th.setAttribute("role", "columnheader");
    th.setAttribute("aria-label", day.label);
    th.tabIndex = -1;
    th.onclick = () => board.pick(board.column(d), false);
    row.append(th);
  });
  for (const name of [data.words.hours, data.words.nights, data.words.off]) {
    const th = element("th", "", name);
    th.setAttribute("role", "columnheader");
    row.append(th);
  }
  return row;
}

function agentRow(data, row, r, board) {
  const tr = element("tr");
  tr.setAttribute("role", "row");
  const th = element("th", "agent", row.agent);
  th.setAttribute("role", "rowheader");
  if (row.marks) th.append(element("small", "", row.marks));
  th.title = row.skills;
  th.onclick = () => board.pick(board.row(r), false);
  tr.append(th);
  row.cells.forEach((cell, d) => {
    const td = element("td");
    td.setAttribute("role", "gridcell");
    td.tabIndex = -1;
    paint(td, cell);
    td.onclick = (event) => board.click(r, d, event);
    td.onkeydown = (event) => board.key(r, d, event);
    board.cells[r][d] = td;
    tr.append(td);
  });
  const sums = [row.hours, row.nights, row.off].map((text, i) => {
    const td = element("td", "sum" + (i === 0 ? " first" : "") + (row.bad ? " bad" : ""), text);
    tr.append(td);
    return td;
  });
  board.sums[r] = sums;
  return tr;
}

function build(root, data, board) {
  board.agents = data.rows.map((row) => row.agent);
  board.days = data.days.map((day) => day.iso);
  board.cells = data.rows.map(() => []);
  board.sums = [];
  const table = element("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", data.words.title);
  table.setAttribute("aria-multiselectable", "true");
  const head = element("thead");
  head.append(header(data, board));
  const body = element("tbody");
  let team = null;
  data.rows.forEach((row, r) => {
    if (row.team !== team) {
      team = row.team;
      const tr = element("tr", "team");
      const th = element("th", "", row.teamLabel);
      th.colSpan = data.days.length + 4;
      th.setAttribute("role", "rowheader");
      tr.append(th);
      body.append(tr);
    }
    body.append(agentRow(data, row, r, board));
  });
  table.append(head, body);
  const wrap = root.querySelector(".wrap");
  wrap.style.setProperty("--board-height", data.height + "px");
  wrap.replaceChildren(table);
  if (board.cells.length && board.cells[0].length) board.cells[0][0].tabIndex = 0;
  const legend = root.querySelector(".legend");
  for (const part of [wrap, legend]) part.classList.toggle("dark", data.dark);
  legend.replaceChildren(
    ...data.legend.map((entry) => {
      const item = element("span", "item");
      const swatch = element("span", "swatch " + entry.tone);
      swatch.append(element("span", "code", entry.code));
      item.append(swatch, element("span", "", entry.text));
      return item;
    }),
  );
  root.querySelector(".hint").textContent = data.words.hint;
}

function patch(data, board) {
  data.rows.forEach((row, r) => {
    row.cells.forEach((cell, d) => {
      const td = board.cells[r][d];
      if (td.dataset.sign !== JSON.stringify(cell)) paint(td, cell);
    });
    [row.hours, row.nights, row.off].forEach((text, i) => {
      const td = board.sums[r][i];
      td.textContent = text;
      td.classList.toggle("bad", row.bad);
    });
  });
}

function shape(data) {
  return JSON.stringify([
    data.language,
    data.days,
    data.height,
    data.dark,
    data.rows.map((row) => [row.agent, row.team, row.marks]),
  ]);
}

function controller() {
  const board = { agents: [], days: [], cells: [], sums: [], picked: new Set(), anchor: [0, 0] };
  const key = (r, d) => r + ":" + d;
  board.column = (d) => board.agents.map((_, r) => [r, d]);
  board.row = (r) => board.days.map((_, d) => [r, d]);
  board.show = () => {
    board.cells.forEach((row, r) =>
      row.forEach((td, d) => {
        const on = board.picked.has(key(r, d));
        td.dataset.picked = on ? "1" : "";
        td.classList.toggle("picked", on);
        td.setAttribute("aria-selected", on ? "true" : "false");
      }),
    );
  };
  board.pick = (places, add) => {
    if (!add) board.picked.clear();
    for (const [r, d] of places) {
      const name = key(r, d);
      if (add && places.length === 1 && board.picked.has(name)) board.picked.delete(name);
      else board.picked.add(name);
    }
    board.show();
    board.send({
      revision: board.revision,
      cells: [...board.picked].map((name) => {
        const [r, d] = name.split(":").map(Number);
        return [board.agents[r], board.days[d]];
      }),
    });
  };
  board.click = (r, d, event) => {
    board.focus(r, d);
    if (event.shiftKey) {
      const [r0, d0] = board.anchor;
      const places = [];
      for (let i = Math.min(r0, r); i <= Math.max(r0, r); i++)
        for (let j = Math.min(d0, d); j <= Math.max(d0, d); j++) places.push([i, j]);
      board.pick(places, false);
      return;
    }
    board.anchor = [r, d];
    board.pick([[r, d]], event.ctrlKey || event.metaKey);
  };
  board.focus = (r, d) => {
    const td = (board.cells[r] || [])[d];
    if (!td) return;
    board.cells.forEach((row) => row.forEach((other) => (other.tabIndex = -1)));
    td.tabIndex = 0;
    td.focus();
  };
  board.key = (r, d, event) => {
    const moves = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      Home: [0, -d], End: [0, board.days.length - 1 - d], PageUp: [-10, 0], PageDown: [10, 0],
    };
    if (event.key in moves) {
      event.preventDefault();
      const [down, right] = moves[event.key];
      const last = board.agents.length - 1;
      board.focus(
        Math.max(0, Math.min(last, r + down)),
        Math.max(0, Math.min(board.days.length - 1, d + right)),
      );
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      board.click(r, d, event);
    }
  };
  return board;
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let board = boards.get(parentElement);
  if (!board) {
    board = controller();
    boards.set(parentElement, board);
  }
  board.send = (value) => setStateValue("picked", value);
  const form = shape(data);
  if (board.shape !== form) {
    board.picked.clear();
    build(parentElement, data, board);
    board.shape = form;
  } else {
    patch(data, board);
  }
  board.revision = data.revision;
  const wanted = new Set(
    (data.picked || [])
      .map(([agent, day]) => [board.agents.indexOf(agent), board.days.indexOf(day)])
      .filter(([r, d]) => r >= 0 && d >= 0)
      .map(([r, d]) => r + ":" + d),
  );
  board.picked = wanted;
  board.show();
  return () => boards.delete(parentElement);
}
