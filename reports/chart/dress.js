// dress attaches to plain options the few functions that JSON cannot carry: axis ticks
// and tooltips show the texts they came with, so that ECharts never formats a number.
function dress(options) {
  function escape(s) {
    return String(s).replace(/[&<>"']/g, function (c) { return '&#' + c.charCodeAt(0) + ';'; });
  }
  function axis(a) {
    var ticks = a.axisLabel && a.axisLabel.ticks;
    if (!ticks) { return; }
    a.axisLabel.formatter = function (v) {
      for (var i = 0; i < ticks.length; i++) {
        if (Math.abs(ticks[i].at - v) < 1e-6 * a.interval) { return ticks[i].text; }
      }
      return '';
    };
  }
  (options.xAxis || []).forEach(axis);
  (options.yAxis || []).forEach(axis);
  options.tooltip = options.tooltip || {};
  options.tooltip.formatter = function (p) {
    var text = p.data && p.data.text;
    return [p.seriesName, p.name, text].filter(Boolean).map(escape).join('<br>');
  };
  return options;
}
