// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Draws the documents in #data. Text goes in as text nodes only: nothing in a document is read as HTML.
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const content = document.getElementById('content');
const GOOD = ['proved', 'survived', 'permitted', 'killed', 'equivalent', 'agrees', 'kept'];
const BAD = ['refuted', 'violated', 'not permitted', 'survivor', 'gains-feature', 'error', 'high', 'above-limit', 'below'];

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined) node.append(child);
  return node;
}
const text = value => value === undefined || value === null ? '' :
  typeof value === 'object' ? JSON.stringify(value) : String(value);
const kind = word => GOOD.includes(word) ? 'good' : BAD.includes(word) ? 'bad' : word === 'not-applicable' ? 'faint' : 'warn';
const badge = word => el('span', {class: 'badge ' + kind(word)}, text(word));
const code = value => el('code', {}, text(value));
const list = value => Array.isArray(value) ? value : [];
const seconds = value => typeof value === 'number' ? value.toFixed(value < 10 ? 2 : 1) : text(value);

function table(heads, rows, extra) {
  const head = el('tr', {}, heads.map(h => el('th', {scope: 'col', class: h.startsWith('#') ? 'number' : ''},
    h.replace(/^#/, ''))));
  const body = rows.map(cells => el('tr', {class: 'item'}, cells.map((cell, i) =>
    el('td', {class: heads[i].startsWith('#') ? 'number' : ''}, cell instanceof Node || Array.isArray(cell) ? cell : text(cell)))));
  return el('div', {class: 'wide'}, el('table', extra || {}, el('thead', {}, head), el('tbody', {}, body)));
}

function section(id, title, ...children) {
  const kept = children.flat(Infinity).filter(c => c);
  if (!kept.length) return;
  content.append(el('section', {id, 'aria-labelledby': id + '-title'}, el('h2', {id: id + '-title'}, title), kept));
  document.getElementById('contents').append(el('a', {href: '#' + id}, title));
}
const details = (title, ...children) => el('details', {}, el('summary', {}, title), children);

// --- pictures ---
const hex = (value, width) => '0x' + value.toString(16);
function boxes(example) {
  const named = data.registers[example.register];
  const fields = named || list(example.entries).concat(list(example.overrides)).map(e =>
    ({field: e.policy || 'entry', lsb: e.shift, msb: e.shift + e.width - 1}));
  const seen = new Set();
  return fields.filter(f => f.msb < 64 && f.msb >= f.lsb && !seen.has(f.lsb) && seen.add(f.lsb)).sort((a, b) => b.lsb - a.lsb);
}
function codeOf(value, field) {
  return (value >> BigInt(field.lsb)) & ((1n << BigInt(field.msb - field.lsb + 1)) - 1n);
}
function picture(example, labels = ['value', 'limit']) {
  let value, limit;
  try { value = BigInt(example.value); limit = BigInt(example.limit); } catch (error) { return null; }
  const all = boxes(example);
  let covered = 0n;
  for (const f of all) covered |= ((1n << BigInt(f.msb - f.lsb + 1)) - 1n) << BigInt(f.lsb);
  const rows = [];
  for (let i = 0; i < all.length; i += 8) rows.push(all.slice(i, i + 8));
  const differs = f => codeOf(value, f) !== codeOf(limit, f) ? 'differs' : '';
  const row = (label, fields, show) => el('tr', {}, el('th', {scope: 'row'}, label),
    fields.map(f => el('td', {class: differs(f)}, show(f))));
  const drawn = rows.map(fields => el('table', {class: 'picture'},
    row('bits', fields, f => el('span', {class: 'bits'}, f.msb === f.lsb ? text(f.msb) : f.msb + ':' + f.lsb)),
    row('field', fields, f => f.field + (differs(f) ? ' !' : '')),
    row(labels[0], fields, f => hex(codeOf(value, f))), row(labels[1], fields, f => hex(codeOf(limit, f)))));
  const outside = (value ^ limit) & ~covered;
  if (outside && named(example)) drawn.push(el('p', {}, `Outside all fields ${labels[0]} and ${labels[1]} differ in `, code(hex(outside)), '.'));
  return el('div', {class: 'wide', role: 'img', 'aria-label': `${labels[0]} ${example.value}, ${labels[1]} ${example.limit}`}, drawn);
}
const named = example => example.register !== undefined;

function finding(title, subtitle, example, ...more) {
  return el('article', {class: 'finding item', tabindex: '0'}, el('h3', {}, title), subtitle ? el('p', {}, subtitle) : null,
    example ? [el('p', {}, example.register ? [code(example.register), ': '] : null, 'value ', code(example.value), ', limit ',
      code(example.limit), example.smallest ? ' (certified smallest)' : ''), picture(example)] : null, more,
    example && example.case ? el('p', {class: 'faint'}, 'stored in ', code(example.case)) : null);
}

// --- the documents, by what they hold ---
const PROOFS = ['proved', 'refuted', 'unknown', 'unsupported', 'vacuous', 'not-applicable'];
const results = document => list(document.results).filter(r => r && r.claim && r.outcome && !r.mutant);
const mutants = document => list(document.results).filter(r => r && r.mutant);
const proofs = data.documents.flatMap(results).filter(r => PROOFS.includes(r.outcome));
const campaigns = data.documents.filter(d => results(d).some(r => r.cases !== undefined));
const audits = data.documents.filter(d => Array.isArray(d.findings));
const mutations = data.documents.filter(d => mutants(d).length);
const diffs = data.documents.filter(d => Array.isArray(d.changes));

function evidence(r) {
  const parts = list(r.parts);
  const rows = parts.map(p => [p.part, badge(p.outcome), seconds(p.seconds), text(p.resources), p.detail]);
  return [parts.length ? details(`${parts.length} part${parts.length === 1 ? '' : 's'}`,
    table(['part', 'outcome', '#seconds', '#solver units', 'detail'], rows)) : null,
  list(r.assumptions).length ? details('assumptions', el('ul', {}, r.assumptions.map(a => el('li', {}, a)))) : null,
  list(r.lemmas).length ? el('div', {}, 'uses ', r.lemmas.join(', ')) : null,
  r.sampled ? el('div', {class: 'faint'}, `${r.sampled} native samples agreed (seed ${r.seed})`) : null];
}
section('claims', 'Claims', proofs.length ? table(['claim', 'subject', 'outcome', '#theorem', '#seconds', 'evidence'], proofs.map(r =>
  [[code(r.claim), el('div', {class: 'faint'}, text(r.sentence))], r.subject, badge(r.outcome), r.theorem, seconds(r.seconds),
    evidence(r)]), {id: 'claims-table'}) : null);

function matrix(rowNames, columnNames, cell, corner) {
  return el('div', {class: 'wide'}, el('table', {class: 'matrix'}, el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, corner),
    columnNames.map(c => el('th', {scope: 'col', class: 'turned'}, c)))), el('tbody', {}, rowNames.map(r =>
    el('tr', {class: 'item'}, el('th', {scope: 'row'}, r), columnNames.map(c => cell(r, c)))))));
}
const unique = values => [...new Set(values)];
const subjects = unique(proofs.map(r => r.subject));
const SHORT = {proved: '✓', refuted: '✗', unknown: '?', unsupported: '–', vacuous: '∅', 'not-applicable': '·', killed: '✓', missed: '✗', survivor: '✗', equivalent: '='};
const cellOf = outcome => el('td', {class: outcome ? kind(outcome) : '', title: text(outcome)},
  outcome ? SHORT[outcome] || text(outcome) : '', outcome ? el('span', {hidden: ''}, outcome) : null);
if (subjects.length > 1) {
  const by = new Map(proofs.map(r => [r.subject + '\n' + r.claim, r.outcome]));
  const theorem = new Map(proofs.map(r => [r.claim, r.theorem]));
  const claims = unique(proofs.map(r => r.claim)).sort((a, b) => (theorem.get(a) || 0) - (theorem.get(b) || 0));
  section('designs', 'Subjects × theorems', el('p', {class: 'faint'}, '✓ proved, ✗ refuted, ? unknown, – unsupported, ∅ vacuous, · not applicable; empty: not asked'),
    matrix(subjects, claims, (s, c) => cellOf(by.get(s + '\n' + c)), 'subject'));
}

const examples = data.documents.flatMap(results).filter(r => r.counterexample);
section('counterexamples', 'Counterexamples', examples.map(r => finding(`${r.claim} on ${r.subject}: ${r.outcome}`, text(r.sentence),
  r.counterexample, r.reproduce ? el('p', {}, 'again: ', code(r.reproduce)) : null)));

// Which method notices which mutant: `outcome` is the proof's, the others say "noticed".
function killMatrix(document) {
  const all = mutants(document);
  const fates = unique(all.map(m => m.outcome)).map(f => `${all.filter(m => m.outcome === f).length} ${f}`);
  const methods = ['property', 'fuzzing', 'corpus'].filter(method => all.some(m => m[method]));
  const noticed = got => got ? cellOf(got.noticed ? 'killed' : 'missed') : el('td', {});
  const body = all.map(m => el('tr', {class: 'item'}, el('th', {scope: 'row'}, code(m.mutant)), cellOf(m.outcome === 'survived' ? 'survivor' : m.outcome),
    methods.map(method => noticed(m[method])), el('td', {}, text(m.claim)), el('td', {}, text(m.what), ' ', code(m.location))));
  return [el('p', {}, `${all.length} mutants by proof: ${fates.join(', ')}. ✓ killed or noticed, ✗ not, = proved equivalent`),
    el('div', {class: 'wide'}, el('table', {class: 'matrix'}, el('thead', {}, el('tr', {}, ['mutant', 'proof', ...methods, 'by',
      'what'].map(h => el('th', {scope: 'col'}, h)))), el('tbody', {}, body)))];
}
section('mutants', 'Mutants: which method notices', mutations.map(killMatrix));

// --- campaigns ---
function plot(document) {
  const points = list(document.progress);
  if (points.length < 2) return null;
  const width = 560, height = 190, left = 60, bottom = 30;
  const most = key => Math.max(1, ...points.map(p => p[key] || 0));
  const last = Math.max(0.001, points[points.length - 1].seconds);
  const path = key => points.map((p, i) => (i ? 'L' : 'M') + (left + p.seconds / last * (width - left - 10)).toFixed(1) + ' ' +
    (height - bottom - (p[key] || 0) / most(key) * (height - bottom - 25)).toFixed(1)).join('');
  const ns = 'http://www.w3.org/2000/svg';
  const make = (name, attributes, inner) => {
    const node = window.document.createElementNS(ns, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (inner) node.textContent = inner;
    return node;
  };
  const svg = make('svg', {viewBox: `0 0 ${width} ${height}`, width, role: 'img',
    'aria-label': 'cases and corpus over time'});
  svg.append(make('path', {class: 'axis', d: `M${left} 15V${height - bottom}H${width - 10}`}),
    make('path', {class: 'line0', d: path('cases')}), make('path', {class: 'line1', d: path('units')}),
    make('text', {x: left + 5, y: 12}, `— cases (to ${most('cases')})   - - units in the corpus (to ${most('units')})`),
    make('text', {x: left, y: height - 10}, '0 s'), make('text', {x: width - 60, y: height - 10}, last.toFixed(1) + ' s'));
  return svg;
}
function situations(document) {
  const c = document.coverage;
  if (!c || !c.possible) return null;
  const missing = list(c.missing);
  return el('div', {}, el('p', {}, `Situations of a field: ${c.reached} of ${c.possible} tried `,
    el('progress', {value: c.reached, max: c.possible, 'aria-label': 'situations tried'})),
  missing.length ? details(`${missing.length} not tried`, el('ul', {}, missing.map(m => el('li', {}, m)))) : null);
}
// What each campaign did as a whole: cases do not compare between engines, what they show does.
function overview() {
  const sum = (d, key) => results(d).reduce((total, r) => total + (r[key] || 0), 0);
  const rows = campaigns.map(d => {
    const edges = Math.max(0, ...list(d.progress).map(p => p.edges || 0));
    return [d.engine || 'random', d.subject, sum(d, 'cases'), seconds(sum(d, 'seconds')),
      Math.round(sum(d, 'cases') / Math.max(sum(d, 'seconds'), 0.001)),
      d.coverage ? `${d.coverage.reached} of ${d.coverage.possible}` : '', edges || '',
      results(d).filter(r => r.outcome === 'violated').length];
  });
  return table(['engine', 'subject', '#cases', '#seconds of work', '#a second', '#situations', '#edges', '#violated'], rows,
    {id: 'engines-table'});
}
function compared() {
  const engines = unique(campaigns.map(d => d.engine || 'random'));
  if (engines.length < 2) return null;
  const all = campaigns.flatMap(d => results(d).map(r => ({...r, engine: d.engine || 'random'})));
  const pick = (claim, engine) => all.find(r => r.claim + r.subject === claim && r.engine === engine);
  const keys = unique(all.map(r => r.claim + r.subject));
  return [el('h3', {}, 'Engines side by side'), overview(), table(['claim', 'subject', ...engines.flatMap(e => [e, '#cases', '#seconds'])],
    keys.map(k => { const any = all.find(r => r.claim + r.subject === k); return [code(any.claim), any.subject,
      ...engines.flatMap(e => { const r = pick(k, e); return r ? [badge(r.outcome), r.cases, seconds(r.seconds)] : ['', '', '']; })]; }))];
}
section('campaigns', 'Campaigns', compared(), campaigns.map(d => el('div', {class: 'campaign'},
  el('h3', {}, `${d.engine || 'random'} on ${d.subject}, seed ${d.seed}`), plot(d), situations(d),
  table(['claim', 'outcome', '#cases', '#discarded', '#seconds', 'again'], results(d).map(r =>
    [code(r.claim), badge(r.outcome), r.cases, r.discarded, seconds(r.seconds), code(r.reproduce)])))));

// Lines and branches of the engine and of the lifter that each method runs (tools/coverage).
const coverages = data.documents.filter(d => Array.isArray(d.code_coverage));
const reached = (row, what) => `${row[what + '_reached']} of ${row[what]}`;
const share = (row, what) => (100 * row[what + '_reached'] / row[what]).toFixed(1) + '%';
const floor = (row, what) => row.floor ? text(row.floor[what]) + '%' : '';
function coverage(document) {
  const rows = document.code_coverage;
  const heads = ['lines', 'branches'].flatMap(what => ['#' + what, '#reached', '#floor']);
  const cells = row => ['lines', 'branches'].flatMap(what => [reached(row, what), share(row, what), floor(row, what)]);
  return [table(['part', 'method', ...heads, ''], rows.map(row => [row.part, row.method, ...cells(row),
    row.kept === undefined ? '' : badge(row.kept ? 'kept' : 'below')])),
  rows.filter(row => row.method === 'all' && list(row.missed).length).map(row => details(`${row.part}: lines that no method runs`,
    el('ul', {}, row.missed.map(f => el('li', {}, code(f.file), ': ', list(f.lines).join(', '))))))];
}
section('coverage', 'Coverage of code', coverages.map(coverage));

section('audit', 'Audit findings', audits.map(d => el('div', {}, d.tree ? el('p', {}, code(d.tree)) : null,
  table(['register', 'field', 'kind', 'severity', 'value', 'limit', 'basis', 'location', 'detail'], d.findings.map(f =>
    [code(f.register), f.field, badge(f.kind), badge(f.severity), code(f.value), code(f.limit), f.basis, code(f.location), f.detail])),
  d.findings.filter(f => f.register && f.value && f.limit).map(f => finding(`${f.register}.${f.field || ''}: ${f.kind}`,
    text(f.detail), f)))));
section('differences', 'Differences', diffs.map(d => table(['register', 'field', 'kind', 'witness'], d.changes.map(c =>
  [code(c.register), c.field, badge(c.kind), code(c.witness)]))));
// Two dumps, or two values, side by side.
const sides = data.documents.filter(d => Array.isArray(d.pairs));
const meant = (code, meaning) => meaning ? `${code} (${meaning})` : text(code);
const pair = p => el('article', {class: 'item'}, el('h3', {}, code(p.register)),
  picture({register: p.register, value: p.first, limit: p.second}, ['1', '2']),
  list(p.differences).length ? el('ul', {}, p.differences.map(f => el('li', {}, el('strong', {}, f.field),
    `: ${meant(f.first, f.first_meaning)}, then ${meant(f.second, f.second_meaning)}`))) : null);
section('sides', 'Side by side', sides.map(d => {
  const same = d.pairs.filter(p => p.first === p.second);
  return el('div', {}, el('p', {}, '1: ', code(d.first), el('br'), '2: ', code(d.second)),
    d.pairs.filter(p => p.first !== p.second).map(pair),
    same.length ? details(`${same.length} registers are equal`, same.map(pair)) : null,
    ['first', 'second'].map((side, i) => list(d[side + '_only']).length ?
      el('p', {}, `only ${i + 1} has ${d[side + '_only'].join(', ')}`) : null));
}));
const known = new Set([...audits, ...sides, ...mutations, ...coverages, ...diffs, ...data.documents.filter(d => results(d).length)]);
const others = data.documents.filter(d => !known.has(d));
section('others', 'Other documents', others.map(d => details(Object.keys(d).slice(0, 6).join(', '),
  el('pre', {}, JSON.stringify(d, null, 2)))));

// --- heading, scope, search, keys ---
const count = (all, word) => all.filter(r => r.outcome === word).length;
document.getElementById('summary').textContent = [
  proofs.length ? `${count(proofs, 'proved')} of ${proofs.filter(r => r.outcome !== 'not-applicable').length} claims proved, ${count(proofs, 'refuted')} refuted` : '',
  campaigns.length ? `${campaigns.flatMap(results).reduce((n, r) => n + (r.cases || 0), 0)} cases fuzzed, ` +
    `${count(campaigns.flatMap(results), 'violated')} violated` : '',
  sides.length ? `${sides.flatMap(d => d.pairs).filter(p => p.first !== p.second).length} registers differ` : '',
  audits.length ? `${audits.reduce((n, d) => n + d.findings.length, 0)} audit findings` : '', `made by ${data.made_by}`]
  .filter(t => t).join(' · ');
document.getElementById('scope').append('Not covered: ' + data.not_covered.join('; ') + '.');
const items = [...document.querySelectorAll('.item')].filter(item => !item.parentElement.closest('.item'));
const search = document.getElementById('search');
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(w => w);
  let shown = 0;
  for (const item of items) {
    const has = words.every(w => item.textContent.toLowerCase().includes(w));
    item.hidden = !has;
    shown += has ? 1 : 0;
  }
  document.getElementById('matches').textContent = words.length ? `${shown} of ${items.length}` : '';
}
search.addEventListener('input', filter);
let current = -1;
function step(by) {
  const open = items.filter(i => i.matches('.finding') && !i.hidden);
  if (!open.length) return;
  current = (current + by + open.length) % open.length;
  document.querySelectorAll('.current').forEach(n => n.classList.remove('current'));
  open[current].classList.add('current');
  open[current].focus();
  open[current].scrollIntoView({block: 'nearest'});
}
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') { search.value = ''; filter(); search.blur(); return; }
  if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') { event.preventDefault(); search.focus(); }
  if (event.key === 'j') step(1);
  if (event.key === 'k') step(-1);
});
window.addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => { d.open = true; }));
const wanted = new URLSearchParams(location.hash.slice(1)).get('search');
if (wanted) { search.value = wanted; filter(); }
