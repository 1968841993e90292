// A grid of many rows: only those in sight are in the page. Rows come from the server in
// pages and are kept while they are near.
'use strict';
var sqlGrid = (function () {
  var high = 28, page = 1000, most = 8e6, kept = 30;   // pixels of a row, rows of a page, pixels a browser can scroll for sure, pages
  var place = document.getElementById('grid'), ground = place && place.firstElementChild, table = ground && ground.firstElementChild;
  var columns, total, address, pages, order, late, wide;

  function show(of, at, rows) {
    columns = of; address = at; total = rows; pages = {}; order = []; wide = null;
    place.hidden = false;
    place.scrollTop = 0; place.scrollLeft = 0;
    table.setAttribute('aria-rowcount', rows + 1);
    table.querySelector('thead').replaceChildren(line('th', [sqlGrid.number].concat(columns.map(function (c) { return c.name; }))));
    ground.style.height = Math.min((rows + 1) * high, most) + 'px';
    place.style.height = Math.min((rows + 1) * high + 20, 480) + 'px';
    draw();
  }
  function line(kind, texts) {
    var tr = document.createElement('tr');
    texts.forEach(function (text, i) {
      var cell = document.createElement(kind);
      if (kind === 'th') { cell.scope = 'col'; if (i) { cell.title = columns[i - 1].type; } }
      if (text === null) { cell.textContent = 'NULL'; cell.className = 'null'; } else { cell.textContent = text; if (text.length > 30) { cell.title = text; } }
      if (i === 0 || columns[i - 1].number) { cell.classList.add('number'); }
      tr.appendChild(cell);
    });
    return tr;
  }
  // Of a result that is higher than a browser can scroll, the bar stands for parts of it.
  function first() {
    var room = ground.offsetHeight - place.clientHeight, rows = total - Math.floor(place.clientHeight / high) + 2;
    if (room <= 0 || rows <= 0) { return 0; }
    if ((total + 1) * high <= most) { return Math.floor(place.scrollTop / high); }
    return Math.floor(place.scrollTop / room * rows);
  }
  function draw() {
    var from = Math.max(0, first()), to = Math.min(total, from + Math.ceil(place.clientHeight / high) + 2), rows = [], missing = false;
    if (from > 2) { from -= 2; }
    for (var n = from; n < to; n++) {
      var at = pages[Math.floor(n / page)], cells = at && at[n % page];
      missing = missing || !cells;
      var tr = line('td', [String(n + 1)].concat(cells || columns.map(function () { return '…'; })));
      tr.setAttribute('aria-rowindex', n + 2);
      rows.push(tr);
    }
    var shift = (total + 1) * high <= most ? from * high : place.scrollTop;
    table.style.transform = 'translateY(' + Math.min(shift, Math.max(0, ground.offsetHeight - (to - from + 1) * high)) + 'px)';
    table.querySelector('thead').style.transform = 'translateY(' + Math.max(0, place.scrollTop - parseFloat(table.style.transform.slice(11))) + 'px)';
    table.querySelector('tbody').replaceChildren.apply(table.querySelector('tbody'), rows);
    if (missing) { clearTimeout(late); late = setTimeout(fetchAll, Object.keys(pages).length ? 60 : 0, from, to); }
  }
  function fetchAll(from, to) {
    for (var p = Math.floor(from / page); p <= Math.floor(Math.max(from, to - 1) / page); p++) { fetchPage(p, address); }
  }
  function fetchPage(p, at) {
    if (pages[p]) { return; }
    fetch(at + '/rows?from=' + p * page).then(function (r) {
      if (r.status === 404 && at === address) { sqlGrid.lost(); }
      return r.ok ? r.json() : null;
    }).then(function (rows) {
      if (!rows || at !== address) { return; }
      pages[p] = rows; order.push(p);
      if (order.length > kept) { delete pages[order.shift()]; }
      if (!wide) { measure(rows); }
      draw();
    });
  }
  // The width of a column comes from its first rows, so that it does not jump while one scrolls.
  function measure(rows) {
    wide = true;
    var group = table.querySelector('colgroup');
    group.replaceChildren();
    [String(total).length].concat(columns.map(function (c, i) {
      return rows.slice(0, 200).reduce(function (n, row) { return Math.max(n, row[i] === null ? 4 : row[i].length); }, c.name.length + 1);
    })).forEach(function (n) {
      var col = document.createElement('col');
      col.style.width = Math.min(Math.max(n, 4), 42) * 0.58 + 1.2 + 'rem';
      group.appendChild(col);
    });
  }
  function moved() { if (total) { window.requestAnimationFrame(draw); } }
  if (place) {
    place.addEventListener('scroll', moved, { passive: true });
    window.addEventListener('resize', moved);
  }
  return { show: show, hide: function () { place.hidden = true; total = 0; }, number: '', lost: function () {} };
})();
