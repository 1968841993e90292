// The page of queries: an editor that offers names, and running a query. The grid is in
// sqlgrid.js, charts are drawn by chart.js.
'use strict';
(function () {
  var bench = document.getElementById('bench');
  if (!bench) { return; }
  function by(id) { return document.getElementById(id); }
  var said = bench.dataset, editor = by('sql'), offers = by('offers'), gutter = bench.querySelector('.gutter');
  var address, columns, chosen = -1, bad = 0;

  // Names to offer: those of the catalogue, then the words of SQL.
  var words = ('SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT OFFSET JOIN LEFT RIGHT FULL INNER CROSS ON USING AS WITH UNION ALL DISTINCT CASE WHEN THEN ELSE END AND OR NOT IN IS NULL LIKE ILIKE BETWEEN EXISTS OVER PARTITION ROWS FILTER ASC DESC NULLS FIRST LAST CAST DATE INTERVAL EXTRACT TRUE FALSE DESCRIBE EXPLAIN QUALIFY ' +
    'count( sum( avg( min( max( median( round( coalesce( nullif( date_trunc( date_diff( year( month( lower( upper( trim( length( string_agg( row_number( rank( lag( lead( ntile( quantile_cont( greatest( least( substring( replace(').split(' ');
  var names = [], seen = {}, schemas = {};
  bench.querySelectorAll('[data-insert]').forEach(function (b) { add(b.dataset.insert, b.closest('li') ? b.closest('details').dataset.name : ''); });
  words.forEach(function (w) { add(w, ''); });
  function add(text, of) {
    if (seen[text]) { seen[text].of += of ? ' ' + of : ''; return; }
    if (!of && text.includes('.')) { schemas[text.split('.')[0].toLowerCase()] = true; }
    names.push(seen[text] = { text: text, low: text.toLowerCase().replace(/"/g, ''), of: of });
  }

  function word() {
    var before = editor.value.slice(0, editor.selectionStart), m = /[\p{L}\p{N}_."]*$/u.exec(before);
    return { text: m[0], from: before.length - m[0].length };
  }
  // Columns of tables that stand in the query come before others.
  function fitting(text) {
    var low = text.toLowerCase().replace(/"/g, ''), tail = low.slice(low.lastIndexOf('.') + 1), all = editor.value;
    function worth(n) {
      if (n.low.startsWith(low)) { return n.of && n.of.split(' ').some(function (t) { return all.includes(t); }) ? 0 : 1; }
      if (n.low.includes('.') && n.low.split('.')[1].startsWith(low)) { return 2; }
      return low.includes('.') && !schemas[low.split('.')[0]] && !n.low.includes('.') && n.of && n.low.startsWith(tail) ? 3 : -1;
    }
    return names.map(function (n) { return { n: n, w: worth(n) }; }).filter(function (x) { return x.w >= 0 && x.n.low !== low; })
      .sort(function (a, b) { return a.w - b.w || a.n.low.length - b.n.low.length; }).slice(0, 10)
      .map(function (x) { return x.w === 3 ? text.slice(0, text.lastIndexOf('.') + 1) + x.n.text : x.n.text; });
  }
  function offer(asked) {
    var w = word(), list = w.text.length > (asked ? -1 : 1) ? fitting(w.text) : [];
    offers.replaceChildren.apply(offers, list.map(function (text, i) {
      var li = document.createElement('li');
      li.id = 'offer-' + i; li.setAttribute('role', 'option'); li.setAttribute('aria-selected', 'false'); li.textContent = text;
      li.addEventListener('mousedown', function (e) { e.preventDefault(); take(text); });
      return li;
    }));
    offers.hidden = !list.length;
    choose(-1);
    if (list.length) { by('offered').textContent = said.offered.replace('%d', list.length); put(w.from); }
  }
  // The list stands under the word. Letters of the editor are of one width.
  function put(at) {
    var lines = editor.value.slice(0, at).split('\n'), style = getComputedStyle(editor), line = parseFloat(style.lineHeight);
    var probe = put.probe || (put.probe = document.createElement('canvas').getContext('2d'));
    probe.font = style.font || style.fontSize + ' ' + style.fontFamily;
    var left = probe.measureText(lines[lines.length - 1].replace(/\t/g, '        ')).width + parseFloat(style.paddingLeft) - editor.scrollLeft;
    offers.style.left = Math.max(0, Math.min(left, editor.clientWidth - offers.offsetWidth)) + 'px';
    offers.style.top = Math.min(lines.length * line + parseFloat(style.paddingTop) - editor.scrollTop + 2, editor.clientHeight) + 'px';
  }
  function choose(n) {
    chosen = n;
    [].forEach.call(offers.children, function (li, i) { li.setAttribute('aria-selected', String(i === n)); });
    if (n >= 0) { editor.setAttribute('aria-activedescendant', 'offer-' + n); offers.children[n].scrollIntoView({ block: 'nearest' }); } else { editor.removeAttribute('aria-activedescendant'); }
  }
  function take(text) {
    var w = word(), to = editor.selectionStart;
    editor.setRangeText(text, w.from, to, 'end');
    close(); number();
  }
  function close() { offers.hidden = true; choose(-1); }
  function insert(text) {
    var before = editor.value.slice(0, editor.selectionStart), gap = before && !/[\s(.,]$/.test(before) ? ' ' : '';
    editor.setRangeText(gap + text, editor.selectionStart, editor.selectionEnd, 'end');
    editor.focus(); number();
  }

  function number() {
    var n = editor.value.split('\n').length, lines = [];
    for (var i = 1; i <= n; i++) {
      var s = document.createElement('span');
      s.textContent = i + '\n';
      if (i === bad) { s.className = 'bad'; }
      lines.push(s);
    }
    gutter.replaceChildren.apply(gutter, lines);
    gutter.scrollTop = editor.scrollTop;
  }

  editor.addEventListener('input', function () { bad = 0; number(); offer(false); });
  editor.addEventListener('scroll', function () { gutter.scrollTop = editor.scrollTop; close(); });
  editor.addEventListener('blur', close);
  editor.addEventListener('keydown', function (e) {
    var n = offers.children.length, open = !offers.hidden;
    if ((e.ctrlKey || e.metaKey) && e.key === 'Enter') { e.preventDefault(); close(); run(); return; }
    if (e.ctrlKey && e.key === ' ') { e.preventDefault(); offer(true); if (!offers.hidden) { choose(0); } return; }
    if (!open) { return; }
    if (e.key === 'ArrowDown') { e.preventDefault(); choose((chosen + 1) % n); }
    else if (e.key === 'ArrowUp') { e.preventDefault(); choose((chosen + n - 1 + (chosen < 0)) % n); }
    else if (e.key === 'Escape') { e.preventDefault(); close(); }
    else if (e.key === 'Tab' && !e.shiftKey) { e.preventDefault(); take(offers.children[Math.max(chosen, 0)].textContent); }
    else if (e.key === 'Enter' && chosen >= 0) { e.preventDefault(); take(offers.children[chosen].textContent); }
    else if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') { close(); }
  });
  bench.querySelector('.catalogue').addEventListener('click', function (e) {
    var b = e.target.closest('[data-insert]');
    if (b) { insert(b.dataset.insert); }
  });
  by('seek').addEventListener('input', function () {
    var what = this.value.trim().toLowerCase();
    bench.querySelectorAll('details.table').forEach(function (d) { d.hidden = what !== '' && !d.textContent.toLowerCase().includes(what); });
  });

  // Running.
  var purpose = by('purpose');
  try { purpose.value = purpose.value || sessionStorage.getItem('purpose') || ''; } catch (e) { /* a browser that keeps nothing */ }
  function run() {
    if (!purpose.reportValidity()) { return; }
    try { sessionStorage.setItem('purpose', purpose.value); } catch (e) { /* as above */ }
    var form = new URLSearchParams({ sql: editor.value, release: by('release').value, purpose: purpose.value });
    busy(true);
    by('result').hidden = false; by('after').hidden = true; by('drawn').replaceChildren(); sqlGrid.hide(); tell(null);
    by('state').textContent = said.running;
    fetch('/sql/run', { method: 'POST', body: form }).then(answer).then(function (s) {
      if (!s.id) { ended(s); return; }
      address = '/sql/results/' + s.id;
      watch(address, 100);
    }).catch(broken);
  }
  function answer(r) {
    if (!(r.headers.get('Content-Type') || '').startsWith('application/json')) { throw new Error(r.status); }
    return r.json();
  }
  function broken() { ended({ state: 'failed', rows: 0, fault: { text: said.failed } }); }
  // A service that is being started anew is asked again for a while.
  function watch(at, pause, missed) {
    setTimeout(function () {
      if (at !== address) { return; }
      fetch(at).then(answer, function (e) {
        if ((missed || 0) > 30) { throw e; }
        watch(at, 1000, (missed || 0) + 1);
      }).then(function (s) {
        if (!s) { return; }
        if (s.state !== 'running') { ended(s); return; }
        by('state').textContent = said.running + ' · ' + seconds(s.took_ms);
        watch(at, Math.min(pause * 1.5, 1000));
      }).catch(broken);
    }, pause);
  }
  function seconds(ms) { return said.seconds.replace('%s', (ms / 1000).toFixed(1).replace('.', ',')); }
  function grouped(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, '\u00a0'); }
  function ended(s) {
    busy(false);
    var gone = s.state === 'lost', parts = [s.state === 'done' ? said.done : gone ? said.lost : said.stopped];
    if (s.took_ms !== undefined && !gone) { parts.push(seconds(s.took_ms)); }
    if (s.state === 'done') { parts.push(said.rows.replace('%s', grouped(s.rows))); }
    if (s.release) { parts.push(s.release); }
    by('state').textContent = parts.join(' · ');
    tell(s.fault, s.state === 'done' || gone);
    by('again').hidden = !gone;
    if (s.state === 'done') { show(s); }
  }
  function lost() {
    sqlGrid.hide(); by('after').hidden = true;
    by('state').textContent = '';
    tell({ text: said.forgotten }, true);
    by('again').hidden = false;
  }
  function show(s) {
    columns = s.columns;
    sqlGrid.number = said.number; sqlGrid.lost = lost;
    sqlGrid.show(columns, address, s.rows);
    by('after').hidden = false;
    document.querySelectorAll('[data-as]').forEach(function (a) { a.href = address + '/export?as=' + a.dataset.as; });
    fill(by('x'), function () { return true; });
    fill(by('y'), function (c) { return c.number; });
    by('plot').hidden = !by('y').options.length || !s.rows;
  }
  function fill(select, fits) {
    select.replaceChildren.apply(select, columns.map(function (c, i) { return new Option(c.name, i); }).filter(function (o, i) { return fits(columns[i]); }));
  }
  function busy(on) { by('run').disabled = on; by('stop').disabled = !on; bench.setAttribute('aria-busy', String(on)); }
  function tell(fault, some) {
    var box = by('fault'), line = box.querySelector('pre'), go = box.querySelector('button'), detail = box.querySelector('p.soft');
    box.hidden = !fault; bad = 0;
    if (fault) {
      box.className = some ? 'note warn' : 'note bad';
      box.querySelector('p').textContent = fault.text;
      detail.textContent = fault.detail || ''; detail.hidden = !fault.detail;
      line.hidden = go.hidden = !fault.line;
      if (fault.line) { mark(fault, line, go); }
    }
    number();
  }
  function mark(fault, line, go) {
    var text = editor.value.split('\n')[fault.line - 1] || '', runes = Array.from(text), wrong = document.createElement('mark');
    var rest = runes.slice(fault.column - 1).join(''), length = (/^[\p{L}\p{N}_]+|^./u.exec(rest) || [''])[0].length;
    wrong.textContent = rest.slice(0, length) || ' ';
    line.replaceChildren(runes.slice(0, fault.column - 1).join(''), wrong, rest.slice(length));
    go.textContent = said.place.replace('%d', fault.line).replace('%d', fault.column);
    bad = fault.line;
    go.onclick = function () {
      var at = editor.value.split('\n').slice(0, fault.line - 1).join('\n').length + (fault.line > 1 ? 1 : 0) + runes.slice(0, fault.column - 1).join('').length;
      editor.focus(); editor.setSelectionRange(at, at + length);
    };
  }
  by('run').addEventListener('click', run);
  by('again').addEventListener('click', run);
  by('stop').addEventListener('click', function () { if (address) { fetch(address + '/cancel', { method: 'POST' }); } });
  by('plot').addEventListener('submit', function (e) {
    e.preventDefault();
    var place = by('drawn'), q = new URLSearchParams({ x: by('x').value, y: by('y').value, kind: by('kind').value });
    fetch(address + '/chart?' + q).then(function (r) { return r.ok ? r.text() : ''; }).then(function (html) {
      place.innerHTML = html || '';
      place.dispatchEvent(new Event('charts', { bubbles: true }));
    });
  });
  number();
})();
