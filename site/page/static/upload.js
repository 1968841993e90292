// Sends a file in pieces and goes on after a broken connection, also when the page was
// opened anew. Without this script the form sends the file whole.
'use strict';
(function () {
  var form = document.querySelector('form.upload');
  if (!form || !window.fetch) return;
  var piece = 4 << 20, bar = form.querySelector('progress'), output = form.querySelector('output'), button = form.querySelector('button');

  function say(text) { output.textContent = text; }
  function pause(ms) { return new Promise(function (go) { setTimeout(go, ms); }); }

  // ask resolves with the answer; where there is no connection it tries again for a while.
  async function ask(url, options) {
    for (var n = 0; ; n++) {
      try {
        var answer = await fetch(url, options);
        if (answer.status < 500 || n > 8) return answer;
      } catch (broken) {
        if (n > 8) throw broken;
      }
      say(form.dataset.broken);
      await pause(Math.min(500 * Math.pow(2, n), 15000));
      if (options && options.method === 'PUT') return null; // how much has come must be asked first
    }
  }

  function fault(body) {
    var text = body && body.error ? body.error.message : '';
    say(form.dataset.refused + ' ' + text);
    button.disabled = false;
  }

  async function begin(file, name) {
    var known = sessionStorage.getItem(name);
    if (known) {
      var answer = await ask('/api/v1/uploads/' + known);
      if (answer.ok) {
        var body = await answer.json();
        if (body.state === 'receiving') return body;
      }
      sessionStorage.removeItem(name);
    }
    var q = new URLSearchParams({ source: form.dataset.source, period: form.dataset.period, name: file.name, size: file.size });
    var made = await ask('/api/v1/uploads?' + q, { method: 'POST' });
    var told = await made.json();
    if (!made.ok) { fault(told); return null; }
    sessionStorage.setItem(name, told.upload);
    return told;
  }

  async function send(file) {
    var name = ['upload', form.dataset.source, form.dataset.period, file.name, file.size, file.lastModified].join('|');
    var told = await begin(file, name);
    while (told && told.state === 'receiving') {
      var to = Math.min(told.offset + piece, file.size);
      bar.value = 100 * told.offset / file.size;
      var answer = await ask('/api/v1/uploads/' + told.upload, {
        method: 'PUT', headers: { 'Content-Range': 'bytes ' + told.offset + '-' + (to - 1) + '/' + file.size }, body: file.slice(told.offset, to)
      });
      if (answer === null || answer.status === 409) answer = await ask('/api/v1/uploads/' + told.upload);
      told = await answer.json();
      if (!answer.ok) { sessionStorage.removeItem(name); fault(told); return; }
      say('');
    }
    if (!told) return;
    bar.value = 100;
    sessionStorage.removeItem(name);
    say(form.dataset.whole);
    location.assign('/portal/uploads/' + told.upload);
  }

  form.addEventListener('submit', function (event) {
    var file = form.querySelector('input[type=file]').files[0];
    if (!file || !file.size) return;
    event.preventDefault();
    button.disabled = true;
    bar.hidden = false;
    send(file).catch(function () { say(form.dataset.broken); button.disabled = false; });
  });
})();
