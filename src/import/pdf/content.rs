//! The content of a page: runs its operators and collects the letters that they paint (ISO 32000-1, 8 and 9).

use super::font::{self, Font};
use super::geometry::{Direction, Matrix};
use super::streams::{MAX_UNPACKED, UnpackError, unpack};
use hayro_syntax::Pdf;
use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object, Rect, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources, Rotation};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Per page.
const MAX_LETTERS: usize = 200_000;

/// Operators that are run on a page.
const MAX_OPERATORS: usize = 4_000_000;

/// A form takes as long as so many operators.
const FORM_OPERATORS: usize = 200;

/// Nesting of forms within forms.
const MAX_FORMS: usize = 12;

/// Nesting of saved states.
const MAX_SAVED: usize = 512;

/// Share of the page's size by which letters may stand off the page.
const OFF_PAGE: f64 = 0.02;

/// Kinds of annotations whose text is part of the page.
const WRITTEN: [&[u8]; 3] = [b"Widget", b"FreeText", b"Stamp"];

/// A painted letter, in points, with y growing downwards.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// `None` if the file does not tell it.
    pub(super) text: Option<Rc<str>>,
    /// The left end of its baseline, on the page turned so that its row runs to the right.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) size: f64,
    pub(super) direction: Direction,
}

/// A page as it was read.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// In painting order.
    pub(super) letters: Vec<Letter>,
    /// The letters of rows that run aslant, which are watermarks and stamps unless there are no others.
    pub(super) aslant: Vec<Letter>,
    /// Width and height in points, as a reader holds the page.
    pub(super) size: (f64, f64),
    pub(super) has_pictures: bool,
    /// Could some of its content not be decoded?
    pub(super) is_damaged: bool,
    /// Does it hold more than is read?
    pub(super) is_cut: bool,
}

/// Reads the pages of a document.
pub(super) struct Reader<'a> {
    /// By the address of their dictionaries.
    fonts: HashMap<usize, Rc<Font>>,
    fallback: Rc<Font>,
    hidden_layers: HashSet<ObjRef>,
    content: Content,
    operators: usize,
    marker: std::marker::PhantomData<&'a ()>,
}

/// What `q` saves and `Q` restores.
#[derive(Clone)]
struct State {
    /// From the content's space to the page.
    matrix: Matrix,
    font: Rc<Font>,
    size: f64,
    letter_spacing: f64,
    word_spacing: f64,
    /// As a share of the usual width.
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new(matrix: Matrix, font: &Rc<Font>) -> Self {
        Self {
            matrix,
            font: Rc::clone(font),
            size: 1.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// Marked content that is open.
enum Mark {
    Plain,
    Hidden,
    /// The letters from this index on stand for a text.
    Replaced(Rc<str>, usize),
}

impl<'a> Reader<'a> {
    pub(super) fn new(pdf: &'a Pdf) -> Self {
        Self {
            fonts: HashMap::new(),
            fallback: Rc::new(Font::fallback()),
            hidden_layers: hidden_layers(pdf).unwrap_or_default(),
            content: Content::default(),
            operators: 0,
            marker: std::marker::PhantomData,
        }
    }

    pub(super) fn read(&mut self, page: &Page<'a>) -> Content {
        let (matrix, size) = placement(page);
        self.content = Content { size, ..Content::default() };
        self.operators = 0;
        for stream in page.raw().get::<Stream<'_>>("Contents").into_iter().take(1) {
            self.run_all(&[stream], page.resources(), matrix);
        }
        if let Some(streams) = page.raw().get::<Array<'_>>("Contents") {
            let streams: Vec<Stream<'_>> =
                streams.iter::<Object<'_>>().filter_map(Object::into_stream).collect();
            self.run_all(&streams, page.resources(), matrix);
        }
        for annotation in page.raw().get::<Array<'_>>("Annots").iter().flat_map(Array::iter::<Dict<'_>>) {
            self.run_annotation(&annotation, page.resources(), matrix);
        }
        self.content.is_cut |= self.operators > MAX_OPERATORS;
        if self.content.letters.is_empty() {
            self.content.letters = std::mem::take(&mut self.content.aslant);
        }
        std::mem::take(&mut self.content)
    }

    /// What was read of the page on which [`Self::read`] panicked.
    pub(super) fn abandon(&mut self) -> Content {
        Content { is_damaged: true, ..std::mem::take(&mut self.content) }
    }

    /// Runs the parts of a page's content, of which operators can begin in one and end in the next.
    fn run_all(&mut self, streams: &[Stream<'_>], resources: &Resources<'a>, matrix: Matrix) {
        let mut data: Cow<'_, [u8]> = Cow::default();
        for stream in streams {
            match unpack(stream) {
                Ok(part) if data.is_empty() => data = part,
                Ok(part) if data.len() + part.len() < MAX_UNPACKED => {
                    let data = data.to_mut();
                    data.push(b' ');
                    data.extend_from_slice(&part);
                }
                Ok(_) => self.content.is_cut = true,
                Err(error) => self.note(error),
            }
        }
        let state = State::new(matrix, &self.fallback);
        self.run(&data, resources, state, 0);
    }

    fn run(&mut self, data: &[u8], resources: &Resources<'a>, state: State, depth: usize) {
        let mut run = Run {
            resources,
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            row: Matrix::IDENTITY,
            marks: Vec::new(),
            state,
            depth,
        };
        let mut instructions = UntypedIter::new(data);
        while let Some(instruction) = instructions.next() {
            self.operators += 1;
            if self.operators > MAX_OPERATORS
                || self.content.letters.len() + self.content.aslant.len() > MAX_LETTERS
            {
                self.content.is_cut = true;
                break;
            }
            run.step(self, &instruction);
        }
        while let Some(mark) = run.marks.pop() {
            self.close(mark);
        }
    }

    fn run_annotation(&mut self, annotation: &Dict<'a>, resources: &Resources<'a>, matrix: Matrix) {
        let subtype = annotation.get::<Name<'_>>("Subtype");
        let is_written = subtype.is_some_and(|subtype| WRITTEN.contains(&subtype.as_ref()));
        let is_hidden = annotation.get::<i32>("F").is_some_and(|flags| flags & (2 | 32) != 0);
        if !is_written || is_hidden {
            return;
        }
        let Some(appearances) = annotation.get::<Dict<'a>>("AP") else { return };
        let form = appearances.get::<Stream<'a>>("N").or_else(|| {
            let state = annotation.get::<Name<'_>>("AS")?;
            appearances.get::<Dict<'a>>("N")?.get::<Stream<'a>>(state.as_ref())
        });
        let (Some(form), Some(rect)) = (form, annotation.get::<Rect>("Rect")) else { return };
        let own = form.dict().get::<[f64; 6]>("Matrix").map_or(Matrix::IDENTITY, Matrix::from_array);
        let bounds = form.dict().get::<Rect>("BBox").unwrap_or(rect);
        let (left, lower) = own.apply(bounds.x0, bounds.y0);
        let placed = Matrix::translation(rect.x0 - left, rect.y0 - lower).then(matrix);
        let state = State::new(placed, &self.fallback);
        self.run_form(&form, resources, state, 0);
    }

    fn run_form(&mut self, form: &Stream<'a>, resources: &Resources<'a>, mut state: State, depth: usize) {
        if depth >= MAX_FORMS || self.is_hidden(form.dict().get_ref("OC")) {
            return;
        }
        self.operators += FORM_OPERATORS;
        let data = match unpack(form) {
            Ok(data) => data,
            Err(error) => return self.note(error),
        };
        let own = form.dict().get::<[f64; 6]>("Matrix").map_or(Matrix::IDENTITY, Matrix::from_array);
        state.matrix = own.then(state.matrix);
        match form.dict().get::<Dict<'a>>("Resources") {
            Some(own) => self.run(&data, &Resources::new(own), state, depth + 1),
            None => self.run(&data, resources, state, depth + 1),
        }
    }

    fn note(&mut self, error: UnpackError) {
        match error {
            UnpackError::Damaged => self.content.is_damaged = true,
            UnpackError::TooLong => self.content.is_cut = true,
        }
    }

    fn font(&mut self, dict: &Dict<'a>) -> Rc<Font> {
        let key = dict.data().as_ptr() as usize;
        Rc::clone(self.fonts.entry(key).or_insert_with(|| Rc::new(Font::of(dict))))
    }

    fn is_hidden(&self, layer: Option<ObjRef>) -> bool {
        layer.is_some_and(|layer| self.hidden_layers.contains(&layer))
    }

    /// Ends marked content; puts one letter in the place of those that stand for a text.
    fn close(&mut self, mark: Mark) {
        let Mark::Replaced(text, from) = mark else { return };
        let letters = self.content.letters.get(from..).unwrap_or_default();
        let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return };
        let is_row = letters.iter().all(|letter| {
            letter.direction == first.direction && (letter.y - first.y).abs() < 0.6 * first.size
        });
        let is_known = letters.iter().all(|letter| letter.text.is_some());
        if is_row || !is_known {
            let right = if is_row { last.x + last.width } else { first.x + first.width };
            let letter = Letter { text: Some(text), width: right - first.x, ..first.clone() };
            self.content.letters.truncate(from);
            self.content.letters.push(letter);
        }
    }
}

/// A content stream that is being run.
struct Run<'r, 'a> {
    resources: &'r Resources<'a>,
    state: State,
    saved: Vec<State>,
    /// From the space of the next letter to that of the content.
    text: Matrix,
    /// The same at the begin of the row.
    row: Matrix,
    marks: Vec<Mark>,
    depth: usize,
}

impl<'a> Run<'_, 'a> {
    fn step(&mut self, reader: &mut Reader<'a>, instruction: &Instruction<'_, '_>) {
        let numbers = || instruction.operands().filter_map(number);
        let last = || numbers().last().unwrap_or(0.0);
        match &**instruction.operator {
            b"q" if self.saved.len() < MAX_SAVED => self.saved.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = matrix(instruction) {
                    self.state.matrix = matrix.then(self.state.matrix);
                }
            }
            b"gs" => self.set_graphics_state(reader, instruction),
            b"BT" => (self.text, self.row) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" => self.state.letter_spacing = last(),
            b"Tw" => self.state.word_spacing = last(),
            b"Tz" => self.state.stretch = last() / 100.0,
            b"TL" => self.state.leading = last(),
            b"Ts" => self.state.rise = last(),
            b"Tf" => {
                let font = name(instruction).and_then(|name| self.resources.get_font(name));
                self.state.font = match font {
                    Some(dict) => reader.font(&dict),
                    None => Rc::clone(&reader.fallback),
                };
                self.state.size = last();
            }
            b"Td" => self.move_row(instruction),
            b"TD" => {
                self.state.leading = -last();
                self.move_row(instruction);
            }
            b"Tm" => {
                if let Some(matrix) = matrix(instruction) {
                    (self.text, self.row) = (matrix, matrix);
                }
            }
            b"T*" => self.next_row(),
            b"'" => {
                self.next_row();
                self.show(reader, instruction);
            }
            b"\"" => {
                let mut numbers = numbers();
                if let (Some(words), Some(letters)) = (numbers.next(), numbers.next()) {
                    (self.state.word_spacing, self.state.letter_spacing) = (words, letters);
                }
                self.next_row();
                self.show(reader, instruction);
            }
            b"Tj" | b"TJ" => self.show(reader, instruction),
            b"Do" => self.paint(reader, instruction),
            b"BI" => reader.content.has_pictures = true,
            b"BMC" => self.marks.push(Mark::Plain),
            b"BDC" => self.open_mark(reader, instruction),
            b"EMC" => {
                if let Some(mark) = self.marks.pop() {
                    reader.close(mark);
                }
            }
            _ => {}
        }
    }

    fn set_graphics_state(&mut self, reader: &mut Reader<'a>, instruction: &Instruction<'_, '_>) {
        let state = name(instruction).and_then(|name| self.resources.get_ext_g_state(name));
        let Some(font) = state.and_then(|state| state.get::<Array<'a>>("Font")) else { return };
        let mut items = font.flex_iter();
        if let (Some(dict), Some(size)) = (items.next::<Dict<'a>>(), items.next::<f64>()) {
            (self.state.font, self.state.size) = (reader.font(&dict), size);
        }
    }

    fn move_row(&mut self, instruction: &Instruction<'_, '_>) {
        let mut numbers = instruction.operands().filter_map(number);
        if let (Some(x), Some(y)) = (numbers.next(), numbers.next()) {
            self.row = Matrix::translation(x, y).then(self.row);
            self.text = self.row;
        }
    }

    fn next_row(&mut self) {
        self.row = Matrix::translation(0.0, -self.state.leading).then(self.row);
        self.text = self.row;
    }

    fn paint(&mut self, reader: &mut Reader<'a>, instruction: &Instruction<'_, '_>) {
        let object = name(instruction).and_then(|name| self.resources.get_x_object(name));
        let Some(object) = object else { return };
        match object.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => reader.content.has_pictures = true,
            _ if self.is_hidden() => {}
            _ => reader.run_form(&object, self.resources, self.state.clone(), self.depth),
        }
    }

    fn open_mark(&mut self, reader: &Reader<'a>, instruction: &Instruction<'_, '_>) {
        let mut operands = instruction.operands();
        let tag = operands.next();
        let is_layer = matches!(tag, Some(Object::Name(tag)) if tag.as_ref() == b"OC");
        let properties = operands.next();
        let text = match properties {
            Some(Object::Dict(properties)) => {
                properties.get::<PdfString<'_>>("ActualText").map(|text| font::replaced(&text))
            }
            Some(Object::Name(name)) => {
                if is_layer && reader.is_hidden(self.resources.properties.get_ref(name.as_ref())) {
                    self.marks.push(Mark::Hidden);
                    return;
                }
                let properties = self.resources.properties.get::<Dict<'_>>(name.as_ref());
                let text = properties.and_then(|properties| properties.get::<PdfString<'_>>("ActualText"));
                text.map(|text| font::replaced(&text))
            }
            _ => None,
        };
        self.marks.push(text.map_or(Mark::Plain, |text| Mark::Replaced(text, reader.content.letters.len())));
    }

    fn is_hidden(&self) -> bool {
        self.marks.iter().any(|mark| matches!(mark, Mark::Hidden))
    }

    /// Shows the strings of an operator; numbers between them move the next letter.
    fn show(&mut self, reader: &mut Reader<'a>, instruction: &Instruction<'_, '_>) {
        match instruction.operands().last() {
            Some(Object::String(string)) => self.show_string(reader, string),
            Some(Object::Array(items)) => {
                for item in items.iter::<Object<'_>>() {
                    match item {
                        Object::String(string) => self.show_string(reader, &string),
                        Object::Number(number) => {
                            self.advance(-number.as_f64() / 1000.0 * self.state.size);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn advance(&mut self, by: f64) {
        let (x, y) = if self.state.font.is_vertical { (0.0, -by) } else { (by * self.state.stretch, 0.0) };
        self.text = Matrix::translation(x, y).then(self.text);
    }

    fn show_string(&mut self, reader: &mut Reader<'a>, string: &PdfString<'_>) {
        let font = Rc::clone(&self.state.font);
        let is_hidden = self.is_hidden();
        font.decode(string.as_bytes(), |glyph| {
            let State { size, letter_spacing, word_spacing, .. } = self.state;
            if !is_hidden {
                self.paint_letter(&mut reader.content, glyph.text, glyph.width);
            }
            let word_spacing = if glyph.is_space { word_spacing } else { 0.0 };
            self.advance(glyph.width * size + letter_spacing + word_spacing);
        });
    }

    fn paint_letter(&self, content: &mut Content, text: Option<Rc<str>>, width: f64) {
        if content.letters.len() + content.aslant.len() > MAX_LETTERS {
            content.is_cut = true;
            return;
        }
        let State { size, stretch, rise, matrix, .. } = self.state;
        let place = Matrix::new(size * stretch, 0.0, 0.0, size, 0.0, rise).then(self.text).then(matrix);
        let along = if self.state.font.is_vertical { (-place.c, -place.d) } else { (place.a, place.b) };
        let across = if self.state.font.is_vertical { (place.a, place.b) } else { (place.c, place.d) };
        let direction = Direction::of(along.0, along.1);
        let (x, y) = (place.e, place.f);
        let (length, height) = (along.0.hypot(along.1), across.0.hypot(across.1));
        let is_sound = [x, y, length, height, width].iter().all(|number| number.is_finite());
        let largest = content.size.0.max(content.size.1);
        let is_sound = is_sound && height > 0.0 && length > 0.0 && height <= largest && length <= largest;
        let (margin_x, margin_y) = (OFF_PAGE * content.size.0, OFF_PAGE * content.size.1);
        let is_on_page = x >= -margin_x
            && x <= content.size.0 + margin_x
            && y >= -margin_y
            && y <= content.size.1 + margin_y;
        if is_sound && is_on_page {
            // An average letter is half as wide as it is high.
            let width = if width > 0.0 { width * length } else { 0.5 * length };
            if let Some(direction) = direction {
                let (x, y) = direction.upright((x, y), content.size);
                content.letters.push(Letter { text, x, y, width, size: height, direction });
            } else {
                let (right, down) = (along.0 / length, along.1 / length);
                let (x, y) = (x * right + y * down, y * right - x * down);
                content.aslant.push(Letter { text, x, y, width, size: height, direction: Direction::Right });
            }
        }
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    match object {
        Object::Number(number) => Some(number.as_f64()),
        _ => None,
    }
}

fn name<'o, 'd>(instruction: &Instruction<'o, 'd>) -> Option<&'o Name<'d>> {
    instruction.operands().find_map(|operand| match operand {
        Object::Name(name) => Some(name),
        _ => None,
    })
}

fn matrix(instruction: &Instruction<'_, '_>) -> Option<Matrix> {
    let numbers: Vec<f64> = instruction.operands().filter_map(number).collect();
    Some(Matrix::from_array(*numbers.last_chunk::<6>()?))
}

/// From a page's space to the page as a reader holds it, with its width and height.
fn placement(page: &Page<'_>) -> (Matrix, (f64, f64)) {
    let bounds = page.media_box();
    let (left, right) = (bounds.x0.min(bounds.x1), bounds.x0.max(bounds.x1));
    let (lower, upper) = (bounds.y0.min(bounds.y1), bounds.y0.max(bounds.y1));
    let (width, height) = ((right - left).max(1.0), (upper - lower).max(1.0));
    let upright = Matrix::new(1.0, 0.0, 0.0, -1.0, -left, upper);
    match page.rotation() {
        Rotation::None => (upright, (width, height)),
        Rotation::Horizontal => {
            (upright.then(Matrix::new(0.0, 1.0, -1.0, 0.0, height, 0.0)), (height, width))
        }
        Rotation::Flipped => {
            (upright.then(Matrix::new(-1.0, 0.0, 0.0, -1.0, width, height)), (width, height))
        }
        Rotation::FlippedHorizontal => {
            (upright.then(Matrix::new(0.0, -1.0, 1.0, 0.0, 0.0, width)), (height, width))
        }
    }
}

/// The layers that are not shown at first (8.11.4).
fn hidden_layers(pdf: &Pdf) -> Option<HashSet<ObjRef>> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let shown_first = catalog.get::<Dict<'_>>("OCProperties")?.get::<Dict<'_>>("D")?;
    let hidden = shown_first.get::<Array<'_>>("OFF")?;
    Some(hidden.raw_iter().filter_map(|layer: MaybeRef<Object<'_>>| layer.as_obj_ref()).collect())
}
