// The dashboard: it reads the monitoring pages once a second, and shows them.
// Whatever comes from clients is set as text, never as HTML.
'use strict';

const base = location.origin + location.pathname.replace(/\/dashboard\/.*$/, '');
const $ = (id) => document.getElementById(id);
const keep = 900; // points of the charts: a quarter of an hour
const pageSize = 50;

async function get(path, parameters) {
	const query = new URLSearchParams(parameters).toString();
	const answer = await fetch(base + path + (query ? '?' + query : ''), { cache: 'no-store' });
	if (!answer.ok && !path.startsWith('/healthz')) {
		const error = new Error(`${path}: ${answer.status} ${await answer.text()}`);
		error.status = answer.status;
		throw error;
	}
	return answer.json();
}

function make(name, text, className) {
	const element = document.createElement(name);
	if (text !== undefined) element.textContent = text;
	if (className) element.className = className;
	return element;
}

const count = (n) => (n ?? 0).toLocaleString('en', { maximumFractionDigits: 0 });

function size(n) {
	let unit = 0;
	for (; n >= 1024 && unit < 5; unit++) n /= 1024;
	return n.toFixed(unit && n < 100 ? 1 : 0) + ' ' + ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][unit];
}

// table fills a table. A column is [title, value(row), options]; the options are
// number, wide, sort (the word that the server orders by) and state (a class).
function table(id, columns, rows, options = {}) {
	const head = make('tr');
	for (const [title, , o = {}] of columns) {
		const cell = make('th', undefined, o.number ? 'number' : '');
		if (o.sort && options.sort) {
			const button = make('button', title);
			button.type = 'button';
			button.addEventListener('click', () => options.sort(o.sort));
			cell.append(button);
			if (options.sorted === o.sort) cell.setAttribute('aria-sort', 'descending');
		} else {
			cell.textContent = title;
		}
		head.append(cell);
	}
	const body = make('tbody');
	for (const row of rows) {
		const line = make('tr');
		for (const [, value, o = {}] of columns) {
			const state = o.state ? o.state(row) : '';
			line.append(make('td', value(row) ?? '', [o.number && 'number', o.wide && 'wide', state].filter(Boolean).join(' ')));
		}
		if (options.pick) {
			line.className = 'pick';
			line.addEventListener('click', () => options.pick(row));
		}
		body.append(line);
	}
	const top = make('thead');
	top.append(head);
	$(id).replaceChildren(...(rows.length || options.always ? [top, body] : []));
}

// Rates and charts.

const series = { time: [], inMsgs: [], outMsgs: [], inBytes: [], outBytes: [] };
const charts = {};
let last; // what the rates are reckoned from
let seen; // the newest

// add makes a point of the charts from the counters at a time in seconds.
function add(now, v) {
	if (last && now - last.now < 0.9) return; // asked for by a click in between
	if (last) {
		const rate = (name) => Math.max(0, (v[name] - last.v[name]) / (now - last.now));
		series.time.push(now);
		series.inMsgs.push(rate('in_msgs'));
		series.outMsgs.push(rate('out_msgs'));
		series.inBytes.push(rate('in_bytes'));
		series.outBytes.push(rate('out_bytes'));
		for (const list of Object.values(series)) if (list.length > keep) list.shift();
	}
	last = { now, v };
}

// rates goes on with the counters of the server; another one begins anew, with
// the past that it remembers.
async function rates(v) {
	if (seen?.server_id !== v.server_id) {
		last = undefined;
		for (const list of Object.values(series)) list.length = 0;
		for (const s of (await get('/api/v1/history')).samples) add(s.t / 1000, s);
	}
	add(Date.parse(v.now) / 1000, v);
	seen = v;
}

function colour(name) {
	const probe = make('i');
	probe.style.color = `var(--${name})`;
	document.body.append(probe);
	const value = getComputedStyle(probe).color;
	probe.remove();
	return value;
}

function draw(id, ins, outs, format) {
	const data = [series.time, series[ins], series[outs]];
	const width = $(id).clientWidth;
	if (!charts[id]) {
		const axis = { stroke: colour('soft'), grid: { stroke: colour('line') }, ticks: { stroke: colour('line') } };
		const line = (label, name) => ({ label, stroke: colour(name), width: 2, points: { show: false },
			value: (_, n) => (n == null ? '–' : format(n)) });
		charts[id] = new uPlot({ width, height: 220, scales: { y: { range: (_, __, top) => [0, Math.max(top * 1.1, 1)] } },
			axes: [axis, { ...axis, size: 76, values: (_, ticks) => ticks.map(format) }],
			series: [{}, line('in', 'in'), line('out', 'out')] }, data, $(id));
	} else {
		if (charts[id].width !== width) charts[id].setSize({ width, height: 220 });
		charts[id].setData(data);
	}
}

function redraw() {
	for (const id of Object.keys(charts)) {
		charts[id].destroy();
		delete charts[id];
	}
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

// The sections.

const columns = [
	['Id', (c) => c.cid, { number: true, sort: 'cid' }],
	['Name', (c) => c.name, { wide: true }],
	['User', (c) => c.authorized_user],
	['Address', (c) => `${c.ip}:${c.port}`],
	['Subs', (c) => count(c.subscriptions), { number: true, sort: 'subs' }],
	['Pending', (c) => size(c.pending_bytes), { number: true, sort: 'pending', state: (c) => (c.pending_bytes ? 'bad' : '') }],
	['RTT', (c) => (c.rtt === '0s' ? '–' : c.rtt), { number: true, sort: 'rtt' }],
	['Msgs from', (c) => count(c.in_msgs), { number: true, sort: 'msgs_from' }],
	['Msgs to', (c) => count(c.out_msgs), { number: true, sort: 'msgs_to' }],
	['Bytes from', (c) => size(c.in_bytes), { number: true, sort: 'bytes_from' }],
	['Bytes to', (c) => size(c.out_bytes), { number: true, sort: 'bytes_to' }],
	['Client', (c) => [c.lang, c.version].filter(Boolean).join(' ')],
	['Uptime', (c) => c.uptime, { number: true, sort: 'uptime' }],
	['Idle', (c) => c.idle, { number: true, sort: 'idle' }],
	['Closed because', (c) => c.reason, { state: (c) => (c.reason && c.reason !== 'Client Closed' ? 'bad' : '') }],
];

function why(c) {
	if (c.reason) return `was closed: ${c.reason}`;
	return `${size(c.pending_bytes)} wait to be read` + (c.rtt === '0s' ? '' : `, round trip ${c.rtt}`);
}

async function overview() {
	const v = seen;
	const tiles = [['Messages in/s', count(series.inMsgs.at(-1))], ['Messages out/s', count(series.outMsgs.at(-1))],
		['Connections', `${count(v.connections)} of ${v.max_connections < 0 ? '∞' : count(v.max_connections)}`],
		['Subscriptions', count(v.subscriptions)], ['Slow consumers', count(v.slow_consumers), v.slow_consumers > 0],
		['Stale', count(v.stale_connections), v.stale_connections > 0], ['CPU', v.cpu.toFixed(1) + ' %'], ['Memory', size(v.mem)]];
	$('tiles').replaceChildren(...tiles.map(([title, value, bad]) => {
		const tile = make('div', undefined, 'tile');
		tile.append(make('b', value, bad ? 'bad' : ''), make('span', title));
		return tile;
	}));
	draw('messages', 'inMsgs', 'outMsgs', count);
	draw('bytes', 'inBytes', 'outBytes', size);
	const [open, closed] = await Promise.all([get('/connz', { sort: 'pending', limit: 10, auth: 1 }),
		v.slow_consumers ? get('/connz', { state: 'closed', sort: 'stop', limit: 200, auth: 1 }) : { connections: [] }]);
	const slow = open.connections.filter((c) => c.pending_bytes > 0)
		.concat(closed.connections.filter((c) => c.reason.startsWith('Slow Consumer')).slice(0, 10));
	$('slow-none').hidden = slow.length > 0;
	table('slow', [...columns.slice(0, 4), ['Why', why, { wide: true, state: () => 'bad' }]], slow);
}

const view = { sort: 'cid', offset: 0, cid: 0 };

async function connections() {
	const form = new FormData($('connections-form'));
	const asked = { sort: view.sort, auth: 1, state: form.get('state'), offset: view.offset, limit: pageSize };
	if (form.get('subject').trim()) asked.filter_subject = form.get('subject').trim();
	if (form.get('search').trim()) asked.search = form.get('search').trim();
	const found = await get('/connz', asked);
	const rows = found.connections;
	$('page').textContent = rows.length ? `${view.offset + 1}–${view.offset + rows.length} of ${count(found.total)}` : 'none';
	$('back').disabled = view.offset === 0;
	$('forth').disabled = view.offset + rows.length >= found.total;
	table('connections-table', columns, rows, { always: true, sorted: view.sort,
		sort: (word) => { Object.assign(view, { sort: word, offset: 0 }); connections().catch(fail); },
		pick: (c) => { view.cid = view.cid === c.cid ? 0 : c.cid; detail().catch(fail); } });
	await detail();
}

async function detail() {
	if (!view.cid) return $('detail').replaceChildren();
	const [c] = (await get('/connz', { cid: view.cid, state: 'any', subs: 'detail', auth: 1 })).connections;
	if (!c) return $('detail').replaceChildren();
	const subs = c.subscriptions_list_detail ?? [];
	const list = make('ul');
	for (const s of subs.slice(0, 200)) {
		list.append(make('li', `${s.subject}${s.qgroup ? ` (queue ${s.qgroup})` : ''} – ${count(s.msgs)} messages`));
	}
	$('detail').replaceChildren(make('b', `Connection ${c.cid} ${c.name ?? ''}`),
		make('p', `Since ${c.start}, last active ${c.last_activity}. ${c.reason ? 'Closed: ' + c.reason : ''}`), list);
}

async function subjects() {
	const subject = new FormData($('subjects-form')).get('subject').trim();
	const found = await get('/subsz', { subs: 1, limit: 500, ...(subject && { test: subject }) });
	$('subjects-count').textContent = `${count(found.total)} subscriptions` + (found.total > 500 ? ', the first 500:' : '');
	table('subjects-table', [['Subject', (s) => s.subject, { wide: true }], ['Queue', (s) => s.qgroup],
		['Account', (s) => s.account], ['Connection', (s) => s.cid, { number: true }],
		['Messages', (s) => count(s.msgs), { number: true }], ['Ends at', (s) => (s.max ? count(s.max) : ''), { number: true }]],
	found.subscriptions_list ?? []);
}

async function talkers() {
	const found = await get('/topz');
	table('talkers-table', [['Subject', (s) => s.subject, { wide: true }], ['Messages', (s) => count(s.msgs), { number: true }],
		['Bytes', (s) => size(s.bytes), { number: true }], ['At most too many', (s) => count(s.error), { number: true }]], found.subjects);
}

function shape(name, attributes, text) {
	const element = document.createElementNS('http://www.w3.org/2000/svg', name);
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	if (text !== undefined) element.textContent = text;
	return element;
}

// trip shortens a round trip, "2.377382ms", to what matters of it.
const trip = (text) => (text ?? '').replace(/(\.\d)\d+/, '$1');

// map draws this server in the middle, those it has routes to around it, and in red those it looks for.
function map(own, found) {
	const servers = new Map(found.routes.map((r) => [r.remote_id, { name: r.remote_name ?? r.remote_id, note: trip(r.rtt) }]));
	const others = [...servers.values(),
		...(found.missing ?? []).map((m) => ({ name: m.address, note: `${count(m.attempts)} attempts`, kind: 'missing' }))];
	const [x, y] = [320, 150];
	const svg = shape('svg', { viewBox: '0 0 640 300', role: 'img', 'aria-label': `Routes of ${own}` });
	others.forEach((other, i) => {
		const angle = 2 * Math.PI * i / others.length;
		const [atX, atY] = [x + 190 * Math.cos(angle), y + 105 * Math.sin(angle)];
		const group = shape('g', { class: other.kind ?? 'there' });
		group.append(shape('line', { x1: x, y1: y, x2: atX, y2: atY }), shape('circle', { cx: atX, cy: atY, r: 9 }),
			shape('text', { x: atX, y: atY - 16 }, other.name), shape('text', { x: atX, y: atY + 26, class: 'note' }, other.note));
		svg.append(group);
	});
	svg.append(shape('circle', { cx: x, cy: y, r: 13, class: 'own' }), shape('text', { x, y: y - 20 }, own));
	return svg;
}

async function routes() {
	const found = await get('/routez');
	$('map').replaceChildren(map($('name').textContent, found));
	table('routes-table', [['Id', (r) => r.rid, { number: true }], ['Remote', (r) => r.remote_name ?? r.remote_id],
		['Address', (r) => `${r.ip}:${r.port}`], ['RTT', (r) => trip(r.rtt), { number: true }],
		['Pending', (r) => size(r.pending_size), { number: true }], ['Msgs in', (r) => count(r.in_msgs), { number: true }],
		['Msgs out', (r) => count(r.out_msgs), { number: true }], ['Subs', (r) => count(r.subscriptions), { number: true }]], found.routes);
}

async function accounts() {
	const found = await get('/accstatz', { unused: 1 });
	table('accounts-table', [['Account', (a) => a.acc], ['Connections', (a) => count(a.conns), { number: true }],
		['Subscriptions', (a) => count(a.num_subscriptions), { number: true }],
		['Msgs received', (a) => count(a.received.msgs), { number: true }], ['Bytes received', (a) => size(a.received.bytes), { number: true }],
		['Msgs sent', (a) => count(a.sent.msgs), { number: true }], ['Bytes sent', (a) => size(a.sent.bytes), { number: true }],
		['Slow consumers', (a) => count(a.slow_consumers), { number: true }]], found.account_statz);
}

async function config() {
	const found = await get('/api/v1/config');
	table('config-table', [['Key', (s) => s.key], ['Value', (s) => s.value, { wide: true }], ['From', (s) => s.origin, { wide: true }],
		['What it is', (s) => s.doc, { wide: true }]], found.settings);
	await levels();
}

// levels shows those of the log to who may switch them.
async function levels() {
	const found = await get('/api/v1/log/level').catch(() => ({})); // a build may have none
	$('levels').hidden = !found.change;
	$('levels-now').textContent = Object.entries(found.levels ?? {})
		.map(([module, level]) => (module ? `${module}: ${level}` : level)).join(', ');
}

async function setLevel(event) {
	event.preventDefault();
	const answer = await fetch(base + '/api/v1/log/level', { method: 'PUT', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ module: $('level-module').value.trim(), level: $('level').value }) });
	if (answer.ok) await levels();
	else fail(new Error(await answer.text()));
}

// What is shown, and when.

const sections = { overview, connections, subjects, talkers, routes, accounts, config };
const current = () => (sections[location.hash.slice(1)] ? location.hash.slice(1) : 'overview');

function choose() {
	for (const name of Object.keys(sections)) document.querySelector(`section#${name}`).hidden = name !== current();
	for (const link of $('tabs').children) link.toggleAttribute('aria-current', link.hash === '#' + current());
	tick();
}

function fail(error) {
	$('error').textContent = error.message;
}

async function look() {
	const [v, health] = await Promise.all([get('/varz'), get('/healthz')]);
	await rates(v);
	$('name').textContent = document.title = v.server_name === v.server_id ? 'gnatsd' : v.server_name;
	$('health').textContent = health.status === 'ok' ? 'healthy' : health.error;
	$('health').className = 'badge ' + (health.status === 'ok' ? 'good' : 'bad');
	$('facts').textContent = `up ${v.uptime}, protocol ${v.version}, ${v.host}:${v.port}, ${v.server_id.slice(0, 12)}…`;
	$('routes-tab').hidden = v.routes === 0 && !v.cluster?.name;
	await sections[current()]();
	$('error').textContent = '';
	document.body.dataset.ready = current();
}

let busy = false;
async function tick() {
	if (busy || document.hidden) return;
	busy = true;
	try {
		await look();
	} catch (error) {
		fail(error);
	} finally {
		busy = false;
	}
}

for (const id of ['connections-form', 'subjects-form']) {
	$(id).addEventListener('input', () => { view.offset = 0; tick(); });
	$(id).addEventListener('submit', (event) => event.preventDefault());
}
$('levels').addEventListener('submit', (event) => setLevel(event).catch(fail));
$('back').addEventListener('click', () => { view.offset = Math.max(0, view.offset - pageSize); tick(); });
$('forth').addEventListener('click', () => { view.offset += pageSize; tick(); });
addEventListener('hashchange', choose);
fetch(base + '/topz').then((answer) => { $('talkers-tab').hidden = !answer.ok; });
setInterval(tick, 1000);
choose();
