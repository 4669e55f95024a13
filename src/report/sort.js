// Sorts a table by the column whose head is pressed: first from the largest number, or from the first name.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const isNumber = head.classList.contains("number");
    const value = row => {
      const text = row.cells[column].textContent;
      return isNumber ? parseFloat(text.replace(/[,<]/g, "")) || 0 : text;
    };
    const compare = (a, b) => isNumber ? value(b) - value(a) : value(a).localeCompare(value(b));
    button.addEventListener("click", () => {
      const first = isNumber ? "descending" : "ascending";
      const isReversed = head.getAttribute("aria-sort") === first;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isReversed === isNumber ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => isReversed ? compare(b, a) : compare(a, b));
      body.append(...rows);
    });
  });
}
