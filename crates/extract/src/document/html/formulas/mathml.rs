//! Writes MathML as LaTeX.
//!
//! The writer goes through the tree with a stack of steps of its own, so nesting costs no recursion, and every node is
//! visited once.

use dechaff_html::{AttributeName, NodeId, Tree};

/// What is left to write, last step first.
enum Step {
    Visit(NodeId),
    /// The node as an argument: in braces, unless it is a single symbol.
    Argument(NodeId),
    Write(&'static str),
}

/// The LaTeX of an element's contents.
pub(super) fn to_latex(tree: &Tree, math: NodeId) -> String {
    let mut writer = LatexWriter { tree, steps: vec![], out: String::new() };
    writer.push_row(math);
    while let Some(step) = writer.steps.pop() {
        match step {
            Step::Visit(node) => writer.visit(node),
            Step::Argument(node) => writer.argument(node),
            Step::Write(text) => writer.write(text),
        }
    }
    writer.out
}

/// Whether an element is part of a formula in MathML.
pub(super) fn is_element(name: &str) -> bool {
    TOKENS.contains(&name) || LAYOUTS.contains(&name)
}

const TOKENS: &[&str] = &["mi", "mn", "mo", "mtext", "ms"];
const LAYOUTS: &[&str] = &[
    "mrow",
    "mfrac",
    "msqrt",
    "mroot",
    "msup",
    "msub",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mtable",
    "mstyle",
    "mpadded",
    "mfenced",
    "menclose",
    "semantics",
];

struct LatexWriter<'t> {
    tree: &'t Tree,
    steps: Vec<Step>,
    out: String,
}

impl<'t> LatexWriter<'t> {
    fn visit(&mut self, node: NodeId) {
        let children: Vec<NodeId> = self.elements(node);
        match (self.tree.name(node).unwrap_or(""), children.as_slice()) {
            ("mi" | "mn" | "ms", _) => self.identifier(node),
            ("mo", _) => self.operator(node),
            ("mtext", _) => self.text(node),
            ("mspace", _) => self.write(" "),
            ("mphantom" | "annotation" | "annotation-xml" | "none" | "mprescripts", _) => {}
            ("mfrac", &[above, below])
                if self.tree.attribute(node, AttributeName::LineThickness) == Some("0") =>
            {
                self.template(&["\\binom{", "}{", "}"], &[above, below]);
            }
            ("mfrac", &[above, below]) => self.template(&["\\frac{", "}{", "}"], &[above, below]),
            ("mroot", &[base, index]) => self.template(&["\\sqrt[", "]{", "}"], &[index, base]),
            ("msqrt", _) => {
                self.steps.push(Step::Write("}"));
                self.push_row(node);
                self.write("\\sqrt{");
            }
            ("msup", &[base, sup]) => self.scripts(base, None, Some(sup)),
            ("msub", &[base, sub]) => self.scripts(base, Some(sub), None),
            ("msubsup" | "munderover", &[base, sub, sup]) => self.scripts(base, Some(sub), Some(sup)),
            ("mover", &[base, over]) => {
                match accent_over(&self.content(over), !self.content(base).is_empty()) {
                    Some(accent) => self.template(&[accent, "}"], &[base]),
                    None => self.scripts(base, None, Some(over)),
                }
            }
            ("munder", &[base, under]) => match accent_under(&self.content(under)) {
                Some(accent) => self.template(&[accent, "}"], &[base]),
                None => self.scripts(base, Some(under), None),
            },
            ("mmultiscripts", _) => self.multiscripts(&children),
            ("mtable", _) => self.table(node, &children),
            ("mfenced", _) => self.fenced(node, &children),
            _ => self.push_row(node),
        }
    }

    /// Writes text and arguments in turn.
    fn template(&mut self, texts: &[&'static str], arguments: &[NodeId]) {
        for (text, &argument) in texts[1..].iter().zip(arguments).rev() {
            self.steps.push(Step::Write(text));
            self.steps.push(Step::Visit(argument));
        }
        self.write(texts[0]);
    }

    fn scripts(&mut self, base: NodeId, sub: Option<NodeId>, sup: Option<NodeId>) {
        let prime = sup.and_then(|sup| primes(&self.content(sup)));
        if let Some(prime) = prime {
            self.steps.push(Step::Write(prime));
        } else if let Some(sup) = sup {
            self.steps.extend([Step::Argument(sup), Step::Write("^")]);
        }
        if let Some(sub) = sub {
            self.steps.extend([Step::Argument(sub), Step::Write("_")]);
        }
        self.steps.push(Step::Argument(base));
    }

    fn argument(&mut self, node: NodeId) {
        let children = self.elements(node);
        if self.is_wrapper(node)
            && let &[child] = children.as_slice()
        {
            return self.steps.push(Step::Argument(child));
        }
        let is_single = self.is_token(node) && {
            let text = self.content(node);
            let mut chars = text.chars();
            chars.next().is_some() && chars.next().is_none()
        };
        let is_base = !self.out.ends_with(['^', '_']);
        // A base that is a word, a number or a letter with an accent keeps together without braces.
        let keeps_together = is_base && (self.is_token(node) || self.tree.name(node) == Some("mover"));
        if is_single || keeps_together {
            self.visit(node);
        } else {
            self.steps.extend([Step::Write("}"), Step::Visit(node)]);
            self.write("{");
        }
    }

    fn multiscripts(&mut self, children: &[NodeId]) {
        let Some((&base, scripts)) = children.split_first() else { return };
        let is_border = |&node: &NodeId| self.tree.name(node) == Some("mprescripts");
        let border = scripts.iter().position(is_border).unwrap_or(scripts.len());
        let (after, before) = (&scripts[..border], scripts.get(border + 1..).unwrap_or(&[]));
        let is_given = |node: NodeId| self.tree.name(node) != Some("none");
        let pairs = |scripts: &[NodeId]| {
            let mut steps = vec![];
            for (at, &script) in scripts.iter().enumerate().filter(|&(_, &script)| is_given(script)) {
                steps.push(Step::Write(if at % 2 == 0 { "_" } else { "^" }));
                steps.push(Step::Argument(script));
            }
            steps
        };
        let mut steps = vec![];
        if !before.is_empty() {
            steps.push(Step::Write("{}"));
        }
        steps.extend(pairs(before));
        steps.push(Step::Argument(base));
        steps.extend(pairs(after));
        self.steps.extend(steps.into_iter().rev());
    }

    fn table(&mut self, table: NodeId, rows: &[NodeId]) {
        let (begin, end) = self.environment(table);
        let mut steps = vec![Step::Write(begin)];
        for (at, &row) in rows.iter().enumerate() {
            if at > 0 {
                steps.push(Step::Write("\\\\"));
            }
            for (column, cell) in self.elements(row).into_iter().enumerate() {
                if column > 0 {
                    steps.push(Step::Write(" & "));
                }
                steps.push(Step::Visit(cell));
            }
        }
        steps.push(Step::Write(end));
        self.steps.extend(steps.into_iter().rev());
    }

    /// What a table is written as. Its brackets are written as operators on both sides.
    fn environment(&self, table: NodeId) -> (&'static str, &'static str) {
        let before = self.tree.previous_sibling(table).map(|node| self.content(node));
        let after = self.tree.next_sibling(table).map(|node| self.content(node)).unwrap_or_default();
        if before.as_deref() == Some("{") && after.is_empty() {
            ("\\begin{cases} ", " \\end{cases}")
        } else if self.tree.attribute(table, AttributeName::DisplayStyle) == Some("true") {
            ("\\begin{aligned} ", " \\end{aligned}")
        } else {
            ("\\begin{matrix} ", " \\end{matrix}")
        }
    }

    fn fenced(&mut self, node: NodeId, children: &[NodeId]) {
        let open = self.tree.attribute(node, AttributeName::Open).unwrap_or("(").to_owned();
        let fences = [("(", ")"), ("[", "]"), ("\\{", "\\}"), ("|", "|"), ("\\langle ", "\\rangle ")];
        let fence = fences.iter().find(|(begin, _)| begin.trim_start_matches('\\') == open);
        let (begin, end) = fence.copied().unwrap_or(("(", ")"));
        self.steps.push(Step::Write(end));
        for (at, &child) in children.iter().enumerate().rev() {
            self.steps.push(Step::Visit(child));
            if at > 0 {
                self.steps.push(Step::Write(", "));
            }
        }
        self.write(begin);
    }

    fn push_row(&mut self, node: NodeId) {
        let at = self.steps.len();
        self.steps.extend(self.tree.children(node).filter(|&n| self.tree.tag(n).is_some()).map(Step::Visit));
        self.steps[at..].reverse();
        // A left brace that only opens cases belongs to their environment.
        if let [.., Step::Visit(after), Step::Visit(first)] = self.steps[at..]
            && self.tree.name(after) == Some("mtable")
            && self.content(first) == "{"
            && self.environment(after).0.contains("cases")
        {
            self.steps.pop();
        }
    }

    fn identifier(&mut self, node: NodeId) {
        let text = self.content(node);
        let variant = self.tree.attribute(node, AttributeName::MathVariant);
        let is_number = self.tree.name(node) == Some("mn");
        let command = variant.and_then(command_of_variant);
        let plain: String = text.chars().map(|c| unstyled(c).map_or(c, |(letter, _)| letter)).collect();
        let style = command.or_else(|| text.chars().find_map(|c| unstyled(c).and_then(|(_, style)| style)));
        let is_word = plain.chars().filter(|c| c.is_alphabetic()).count() > 1;
        if FUNCTIONS.contains(&plain.as_str()) {
            self.write("\\");
            self.out.push_str(&plain);
            return;
        }
        let style = style.or((is_word && !is_number).then_some("\\mathrm{"));
        let is_letter = |c: char| c.is_ascii_alphanumeric() || is_word;
        match style.filter(|_| plain.starts_with(is_letter)) {
            Some(style) => {
                self.write(style);
                self.symbols(&plain);
                self.out.push('}');
            }
            None => self.symbols(&plain),
        }
    }

    fn operator(&mut self, node: NodeId) {
        let text = self.content(node);
        if FUNCTIONS.contains(&text.as_str()) {
            self.write("\\");
            self.out.push_str(&text);
        } else if text.chars().filter(|c| c.is_alphabetic()).count() > 1 {
            self.write("\\mathrm{");
            self.out.push_str(&text);
            self.out.push('}');
        } else if matches!(text.as_str(), "=" | "+" | "<" | ">") && !self.out.is_empty() {
            self.write(" ");
            self.symbols(&text);
            self.out.push(' ');
        } else {
            self.symbols(&text);
        }
    }

    fn text(&mut self, node: NodeId) {
        let text = self.tree.text_content(node);
        if text.trim().is_empty() {
            return self.write(" ");
        }
        self.write("\\text{");
        for c in text.chars().filter(|c| !matches!(c, '{' | '}' | '\\')) {
            self.out.push(if c.is_whitespace() { ' ' } else { c });
        }
        self.out.push('}');
    }

    fn symbols(&mut self, text: &str) {
        for c in text.chars() {
            match command_of(c) {
                Some(command) => self.write(command),
                None => self.write(c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// Appends LaTeX. A space ends a command before a letter.
    fn write(&mut self, text: &str) {
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && self.ends_with_command() {
            self.out.push(' ');
        }
        if !(text == " " && self.out.ends_with(' ')) {
            self.out.push_str(text);
        }
    }

    fn ends_with_command(&self) -> bool {
        let bytes = self.out.as_bytes();
        let letters = bytes.iter().rev().take(MAX_COMMAND).take_while(|b| b.is_ascii_alphabetic()).count();
        letters > 0 && bytes[..bytes.len() - letters].ends_with(b"\\")
    }

    fn elements(&self, node: NodeId) -> Vec<NodeId> {
        self.tree.children(node).filter(|&n| self.tree.tag(n).is_some()).collect()
    }

    fn is_token(&self, node: NodeId) -> bool {
        self.tree.name(node).is_some_and(|name| TOKENS.contains(&name))
    }

    fn is_wrapper(&self, node: NodeId) -> bool {
        matches!(self.tree.name(node), Some("mrow" | "mstyle" | "mpadded"))
    }

    /// The text of a symbol: of a token, or of one alone in a row. Empty for everything else.
    fn content(&self, node: NodeId) -> String {
        let mut node = node;
        for _ in 0..MAX_WRAPPERS {
            if self.is_token(node) {
                return self.tree.text_content(node).trim().to_owned();
            }
            let mut children = self.tree.children(node).filter(|&n| self.tree.tag(n).is_some());
            match (children.next(), children.next()) {
                (Some(only), None) if self.is_wrapper(node) => node = only,
                _ => break,
            }
        }
        String::new()
    }
}

/// Bytes of the longest command that the writer writes, and a few more.
const MAX_COMMAND: usize = 24;

/// How many rows around a single symbol are looked into.
const MAX_WRAPPERS: usize = 3;

/// The accent that a mark over a base means; `\hat` and its kind for one symbol, `\widehat` for more.
fn accent_over(mark: &str, is_symbol: bool) -> Option<&'static str> {
    Some(match (mark, is_symbol) {
        ("^" | "ˆ" | "\u{302}", true) => "\\hat{",
        ("^" | "ˆ" | "\u{302}", false) => "\\widehat{",
        ("~" | "˜" | "\u{303}", true) => "\\tilde{",
        ("~" | "˜" | "\u{303}", false) => "\\widetilde{",
        ("¯" | "‾" | "―" | "\u{304}" | "_", true) => "\\bar{",
        ("¯" | "‾" | "―" | "\u{304}" | "_", false) => "\\overline{",
        ("→" | "\u{20d7}", true) => "\\vec{",
        ("→" | "\u{20d7}", false) => "\\overrightarrow{",
        ("˙" | "\u{307}", _) => "\\dot{",
        ("¨" | "\u{308}", _) => "\\ddot{",
        ("ˇ", _) => "\\check{",
        ("˘", _) => "\\breve{",
        ("⏞", _) => "\\overbrace{",
        _ => return None,
    })
}

fn accent_under(mark: &str) -> Option<&'static str> {
    match mark {
        "_" | "¯" | "―" | "‾" => Some("\\underline{"),
        "⏟" => Some("\\underbrace{"),
        _ => None,
    }
}

fn primes(text: &str) -> Option<&'static str> {
    match text {
        "′" | "'" => Some("'"),
        "″" | "′′" | "''" => Some("''"),
        "‴" | "′′′" => Some("'''"),
        _ => None,
    }
}

fn command_of_variant(variant: &str) -> Option<&'static str> {
    Some(match variant {
        "bold" => "\\mathbf{",
        "bold-italic" => "\\boldsymbol{",
        "double-struck" => "\\mathbb{",
        "script" | "bold-script" => "\\mathcal{",
        "fraktur" | "bold-fraktur" => "\\mathfrak{",
        "sans-serif" => "\\mathsf{",
        "monospace" => "\\mathtt{",
        "normal" => "\\mathrm{",
        _ => return None,
    })
}

/// The plain letter or digit of a mathematical one, and the command that gives it its style.
fn unstyled(c: char) -> Option<(char, Option<&'static str>)> {
    let named = [('ℝ', 'R'), ('ℤ', 'Z'), ('ℕ', 'N'), ('ℚ', 'Q'), ('ℂ', 'C'), ('ℙ', 'P'), ('ℍ', 'H')];
    if let Some(&(_, letter)) = named.iter().find(|(styled, _)| *styled == c) {
        return Some((letter, Some("\\mathbb{")));
    }
    let scripts =
        [('ℬ', 'B'), ('ℰ', 'E'), ('ℱ', 'F'), ('ℋ', 'H'), ('ℐ', 'I'), ('ℒ', 'L'), ('ℳ', 'M'), ('ℛ', 'R')];
    if let Some(&(_, letter)) = scripts.iter().find(|(styled, _)| *styled == c) {
        return Some((letter, Some("\\mathcal{")));
    }
    if c == 'ℎ' {
        return Some(('h', None));
    }
    let code = u32::from(c);
    let letter = |offset: u32| char::from_u32(u32::from(if offset < 26 { b'A' } else { b'a' }) + offset % 26);
    match code {
        // Thirteen alphabets of 52 letters, in this order.
        0x1D400..=0x1D6A3 => {
            let style = match (code - 0x1D400) / 52 {
                0 => Some("\\mathbf{"),
                2 => Some("\\boldsymbol{"),
                3 | 4 => Some("\\mathcal{"),
                5 | 7 => Some("\\mathfrak{"),
                6 => Some("\\mathbb{"),
                8..=11 => Some("\\mathsf{"),
                12 => Some("\\mathtt{"),
                _ => None,
            };
            letter((code - 0x1D400) % 52).map(|letter| (letter, style))
        }
        0x1D7CE..=0x1D7FF => {
            char::from_u32(u32::from(b'0') + (code - 0x1D7CE) % 10).map(|digit| (digit, Some("\\mathbf{")))
        }
        _ => None,
    }
}

/// Names that LaTeX has a command for.
const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp",
    "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec",
    "sin", "sinh", "sup", "tan", "tanh",
];

/// The command of a character; `None` for one that is its own command, `Some("")` for an invisible operator.
fn command_of(c: char) -> Option<&'static str> {
    if matches!(c, '\u{2061}'..='\u{2064}' | '\u{200b}' | '\u{feff}') {
        return Some("");
    }
    COMMANDS.binary_search_by_key(&c, |&(known, _)| known).ok().map(|at| COMMANDS[at].1)
}

/// Characters and their commands, by code point.
const COMMANDS: &[(char, &str)] = &[
    ('#', "\\#"),
    ('$', "\\$"),
    ('%', "\\%"),
    ('&', "\\&"),
    ('\\', "\\backslash"),
    ('_', "\\_"),
    ('{', "\\{"),
    ('}', "\\}"),
    ('\u{a0}', " "),
    ('¬', "\\neg"),
    ('±', "\\pm"),
    ('·', "\\cdot"),
    ('×', "\\times"),
    ('÷', "\\div"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Θ', "\\Theta"),
    ('Λ', "\\Lambda"),
    ('Ξ', "\\Xi"),
    ('Π', "\\Pi"),
    ('Σ', "\\Sigma"),
    ('Υ', "\\Upsilon"),
    ('Φ', "\\Phi"),
    ('Ψ', "\\Psi"),
    ('Ω', "\\Omega"),
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ε', "\\varepsilon"),
    ('ζ', "\\zeta"),
    ('η', "\\eta"),
    ('θ', "\\theta"),
    ('ι', "\\iota"),
    ('κ', "\\kappa"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('ν', "\\nu"),
    ('ξ', "\\xi"),
    ('π', "\\pi"),
    ('ρ', "\\rho"),
    ('ς', "\\varsigma"),
    ('σ', "\\sigma"),
    ('τ', "\\tau"),
    ('υ', "\\upsilon"),
    ('φ', "\\varphi"),
    ('χ', "\\chi"),
    ('ψ', "\\psi"),
    ('ω', "\\omega"),
    ('ϑ', "\\vartheta"),
    ('ϕ', "\\phi"),
    ('ϖ', "\\varpi"),
    ('ϱ', "\\varrho"),
    ('ϵ', "\\epsilon"),
    ('‖', "\\|"),
    ('†', "\\dagger"),
    ('‡', "\\ddagger"),
    ('…', "\\ldots"),
    ('′', "'"),
    ('″', "''"),
    ('ℏ', "\\hbar"),
    ('ℑ', "\\Im"),
    ('ℓ', "\\ell"),
    ('ℜ', "\\Re"),
    ('ℵ', "\\aleph"),
    ('ℶ', "\\beth"),
    ('←', "\\leftarrow"),
    ('↑', "\\uparrow"),
    ('→', "\\to"),
    ('↓', "\\downarrow"),
    ('↔', "\\leftrightarrow"),
    ('↦', "\\mapsto"),
    ('↪', "\\hookrightarrow"),
    ('⇌', "\\rightleftharpoons"),
    ('⇐', "\\Leftarrow"),
    ('⇒', "\\Rightarrow"),
    ('⇔', "\\Leftrightarrow"),
    ('∀', "\\forall"),
    ('∂', "\\partial"),
    ('∃', "\\exists"),
    ('∅', "\\emptyset"),
    ('∇', "\\nabla"),
    ('∈', "\\in"),
    ('∉', "\\notin"),
    ('∋', "\\ni"),
    ('∏', "\\prod"),
    ('∐', "\\coprod"),
    ('∑', "\\sum"),
    ('−', "-"),
    ('∓', "\\mp"),
    ('∖', "\\setminus"),
    ('∗', "*"),
    ('∘', "\\circ"),
    ('∙', "\\bullet"),
    ('√', "\\surd"),
    ('∝', "\\propto"),
    ('∞', "\\infty"),
    ('∠', "\\angle"),
    ('∣', "\\mid"),
    ('∤', "\\nmid"),
    ('∥', "\\parallel"),
    ('∧', "\\land"),
    ('∨', "\\lor"),
    ('∩', "\\cap"),
    ('∪', "\\cup"),
    ('∫', "\\int"),
    ('∬', "\\iint"),
    ('∭', "\\iiint"),
    ('∮', "\\oint"),
    ('∴', "\\therefore"),
    ('∵', "\\because"),
    ('∶', ":"),
    ('∼', "\\sim"),
    ('≃', "\\simeq"),
    ('≅', "\\cong"),
    ('≈', "\\approx"),
    ('≐', "\\doteq"),
    ('≔', ":="),
    ('≜', "\\triangleq"),
    ('≠', "\\neq"),
    ('≡', "\\equiv"),
    ('≤', "\\leq"),
    ('≥', "\\geq"),
    ('≪', "\\ll"),
    ('≫', "\\gg"),
    ('≺', "\\prec"),
    ('≻', "\\succ"),
    ('⊂', "\\subset"),
    ('⊃', "\\supset"),
    ('⊆', "\\subseteq"),
    ('⊇', "\\supseteq"),
    ('⊊', "\\subsetneq"),
    ('⊕', "\\oplus"),
    ('⊖', "\\ominus"),
    ('⊗', "\\otimes"),
    ('⊘', "\\oslash"),
    ('⊙', "\\odot"),
    ('⊢', "\\vdash"),
    ('⊣', "\\dashv"),
    ('⊤', "\\top"),
    ('⊥', "\\perp"),
    ('⊨', "\\models"),
    ('⋀', "\\bigwedge"),
    ('⋁', "\\bigvee"),
    ('⋂', "\\bigcap"),
    ('⋃', "\\bigcup"),
    ('⋅', "\\cdot"),
    ('⋆', "\\star"),
    ('⋮', "\\vdots"),
    ('⋯', "\\cdots"),
    ('⋱', "\\ddots"),
    ('⌈', "\\lceil"),
    ('⌉', "\\rceil"),
    ('⌊', "\\lfloor"),
    ('⌋', "\\rfloor"),
    ('□', "\\square"),
    ('△', "\\triangle"),
    ('♭', "\\flat"),
    ('♯', "\\sharp"),
    ('⟂', "\\perp"),
    ('⟨', "\\langle"),
    ('⟩', "\\rangle"),
    ('⟵', "\\longleftarrow"),
    ('⟶', "\\longrightarrow"),
    ('⟸', "\\impliedby"),
    ('⟹', "\\implies"),
    ('⟺', "\\iff"),
    ('⟼', "\\longmapsto"),
    ('⨁', "\\bigoplus"),
    ('⨂', "\\bigotimes"),
    ('⩽', "\\leqslant"),
    ('⩾', "\\geqslant"),
    ('〈', "\\langle"),
    ('〉', "\\rangle"),
];

#[cfg(test)]
mod tests {
    use dechaff_html::Tag;

    use super::*;

    fn check(mathml: &str, latex: &str) {
        let tree = dechaff_html::parse(&format!("<math>{mathml}</math>"));
        assert_eq!(to_latex(&tree, tree.find(Tag::Math).unwrap()), latex, "{mathml}");
    }

    #[test]
    fn commands_are_sorted() {
        assert!(COMMANDS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn layouts() {
        check("<mfrac><mn>3</mn><mi>x</mi></mfrac>", "\\frac{3}{x}");
        check("<msup><mi>y</mi><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow></msup>", "y^{n-1}");
        check("<msubsup><mo>∫</mo><mn>0</mn><mi>∞</mi></msubsup><mi>f</mi>", "\\int_0^\\infty f");
        check("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "\\sqrt{a + b}");
        check("<mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt[3]{x}");
        check("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></msup>", "{a + b}^2");
        check("<mover><mi>v</mi><mo>→</mo></mover>", "\\vec{v}");
        check(
            "<munder><mo>lim</mo><mrow><mi>n</mi><mo>→</mo><mi>∞</mi></mrow></munder>",
            "\\lim_{n\\to\\infty}",
        );
        check("<msup><mi>f</mi><mo>′</mo></msup><mo>(</mo><mi>x</mi><mo>)</mo>", "f'(x)");
    }

    #[test]
    fn tables() {
        check(
            "<mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable><mo>]</mo>",
            "[\\begin{matrix} 1 & 2\\\\3 \\end{matrix}]",
        );
        check(
            "<mrow><mo>{</mo><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable></mrow>",
            "\\begin{cases} a \\end{cases}",
        );
    }

    #[test]
    fn letters_and_names() {
        check(
            "<mi mathvariant=bold>w</mi><mo>∈</mo><mi mathvariant=double-struck>ℝ</mi>",
            "\\mathbf{w}\\in\\mathbb{R}",
        );
        check("<mi>𝒘</mi><mi>sin</mi><mi>α</mi>", "\\boldsymbol{w}\\sin\\alpha");
        check("<mi>loss</mi><mo>&#8289;</mo><mtext>if odd</mtext>", "\\mathrm{loss}\\text{if odd}");
    }

    #[test]
    fn unknown_shapes_keep_their_contents() {
        check("<mfrac><mn>1</mn></mfrac><b>x</b>", "1");
        check("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)");
        check(
            "<mmultiscripts><mi>C</mi><mprescripts></mprescripts><mn>6</mn><mn>14</mn></mmultiscripts>",
            "{}_6^{14}C",
        );
    }
}
