// Elements of the page. Text of a store becomes text of an element, never HTML.

function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

// A choice among options [value, text], with a label above it.
function chooser(label, options, chosen, change) {
  const select = element("select", { onchange: () => change(select.value) },
    options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)));
  return element("label", { class: "control" }, element("span", {}, label), select);
}

// A fold-out that stays open, or closed, when its contents are made again.
const opened = new Map();
function foldOut(title, open, ...children) {
  const node = element("details", { open: opened.has(title) ? opened.get(title) : open },
    element("summary", {}, title), ...children);
  node.addEventListener("toggle", () => opened.set(title, node.open));
  return node;
}
