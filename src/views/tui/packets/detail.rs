//! The frame that is looked at: its fields as a tree that folds, and what is selected in it.

use super::dissect::{Dissected, Row, dissect};
use super::line::Looker;
use super::names;
use super::veil::Veil;
use crate::decode::tree::{Field, Value};
use crate::decode::{Flags, Packet};
use crate::texts::Texts;
use crate::views::HIDDEN;
use crate::views::pen::Pen;
use crate::views::tui::keys::Action;
use crate::views::tui::parts::Rows;
use crate::views::tui::unsealing::Sealed;
use std::collections::HashSet;
use std::ops::Range;

/// The lines of FTP in one frame that are unfolded by themselves.
const UNFOLDED_LINES: usize = 8;

/// The bytes of a field that are written as text; no terminal shows more.
const SHOWN: usize = 400;

/// What identifies a field in frames of the same kind: the fields that it stands in, and which one
/// of its kind it is there.
type Path = Vec<(Field, usize)>;

/// The frame that is looked at.
#[derive(Debug, Default)]
pub struct Detail {
    /// The frame.
    pub packet: Option<Packet>,
    /// Why there is none.
    pub trouble: Option<String>,
    /// The visible rows of the tree.
    pub rows: Rows,
    /// The plaintext whose bytes are shown; `None` for those of the frame.
    pub sheet: Option<usize>,
    /// The byte that the keys act on.
    pub cursor: usize,
    /// The first visible row of bytes.
    pub bytes_top: usize,
    /// Whether the cursor was moved since the bytes were drawn.
    pub moved: bool,
    dissected: Dissected,
    /// The indices of the fields that no fold hides.
    unfolded: Vec<usize>,
    /// What people folded or unfolded, other than it is by itself.
    turned: HashSet<Vec<Field>>,
    /// What people selected last.
    wanted: Option<Path>,
}

impl Detail {
    /// Shows another frame, or none.
    pub fn show(&mut self, looker: &Looker, packet: Result<Packet, String>) {
        let before = self.packet.as_ref().map(|packet| packet.number);
        let place = (self.cursor, self.bytes_top, self.rows);
        let sheet = std::mem::take(&mut self.sheet);
        self.bytes_top = 0;
        match packet {
            Ok(packet) => {
                self.dissected = dissect(looker, &packet);
                self.packet = Some(packet);
                self.trouble = None;
            }
            Err(trouble) => {
                self.dissected = Dissected::default();
                self.packet = None;
                self.trouble = Some(trouble);
            }
        }
        self.refold();
        let wanted = self.wanted.clone();
        let found = wanted.and_then(|path| self.find(&path));
        let selected = found.unwrap_or_else(|| self.first());
        self.select(selected);
        let after = self.packet.as_ref().map(|packet| packet.number);
        if before == after && sheet == self.sheet {
            // The same frame is known better now; nobody has moved.
            (self.cursor, self.bytes_top) = (place.0, place.1);
            self.moved = false;
            if place.2.selected == self.rows.selected {
                self.rows = place.2;
            }
        }
    }

    /// The fields.
    pub fn fields(&self) -> &[Row] {
        &self.dissected.fields
    }

    /// The bytes that are shown: those of the frame, or of a plaintext.
    pub fn bytes(&self) -> &[u8] {
        self.bytes_of(self.sheet)
    }

    /// What is hidden of the bytes that are shown.
    pub fn veil(&self) -> &Veil {
        self.veil_of(self.sheet)
    }

    /// The number of the record whose plaintext is shown.
    pub fn record(&self) -> Option<u64> {
        Some(self.dissected.plain.get(self.sheet?)?.record)
    }

    fn bytes_of(&self, sheet: Option<usize>) -> &[u8] {
        match sheet {
            None => self.packet.as_ref().map_or(&[], |packet| &packet.bytes),
            Some(sheet) => {
                let sheet = self.dissected.plain.get(sheet);
                sheet.map_or(&[], |sheet| &sheet.bytes)
            }
        }
    }

    fn veil_of(&self, sheet: Option<usize>) -> &Veil {
        let sheet = sheet.and_then(|sheet| self.dissected.plain.get(sheet));
        sheet.map_or(&self.dissected.veil, |sheet| &sheet.veil)
    }

    /// Goes from the bytes of the frame to a plaintext in it, or back; returns whether there is
    /// one.
    pub fn turn_sheet(&mut self) -> bool {
        let selected = self.index().unwrap_or(0);
        let found = match self.sheet {
            Some(_) => self.around(selected, |row| row.sheet.is_none()),
            None => {
                let record = self.around(selected, |row| row.field == Field::TlsRecord);
                let rows = self.fields().iter().enumerate();
                let plain = rows.filter(|(_, row)| row.field == Field::Plaintext);
                let plain: Vec<(usize, &Row)> = plain.collect();
                let own = plain.iter().find(|(_, row)| row.parent == record);
                own.or(plain.first()).map(|&(index, _)| index)
            }
        };
        if let Some(index) = found {
            self.select(index);
            self.remember();
        }
        found.is_some()
    }

    /// The field itself, or the innermost around it, that is `wanted`.
    fn around(&self, index: usize, wanted: impl Fn(&Row) -> bool) -> Option<usize> {
        let mut at = Some(index);
        while let Some(index) = at
            && let Some(row) = self.fields().get(index)
        {
            if wanted(row) {
                return Some(index);
            }
            at = row.parent;
        }
        None
    }

    /// Selects the field of the byte at `offset` of the plaintext of a record.
    pub fn select_plain(&mut self, record: u64, offset: usize) {
        let mut sheets = self.dissected.plain.iter();
        if let Some(sheet) = sheets.position(|sheet| sheet.record == record) {
            self.sheet = Some(sheet);
            self.select_byte(offset);
        }
    }

    /// The indices of the fields that no fold hides.
    pub fn unfolded(&self) -> &[usize] {
        &self.unfolded
    }

    /// The selected field.
    pub fn selected(&self) -> Option<&Row> {
        self.fields().get(self.index()?)
    }

    /// The bytes of the selected field.
    pub fn marked(&self) -> Range<usize> {
        self.selected().map_or(0..0, |row| row.range.clone())
    }

    fn index(&self) -> Option<usize> {
        self.unfolded.get(self.rows.selected).copied()
    }

    /// The field to begin with: what the frame carries.
    fn first(&self) -> usize {
        let outermost = self.fields().iter().enumerate();
        let mut outermost = outermost
            .filter(|(_, row)| row.depth == 0 && !matches!(row.field, Field::Padding | Field::Cut));
        outermost.next_back().map_or(0, |(index, _)| index)
    }

    /// Selects a field; what it is folded into is unfolded.
    fn select(&mut self, index: usize) {
        let mut at = self.parent(index);
        let mut folded = false;
        while let Some(group) = at {
            if !self.is_open(group) {
                self.turn(group);
                folded = true;
            }
            at = self.parent(group);
        }
        if folded {
            self.refold();
        }
        let row = self.unfolded.partition_point(|&known| known < index);
        self.rows.fit(self.unfolded.len(), self.rows.height());
        self.rows.select(row);
        self.show_sheet();
        self.point_to(self.marked().start);
    }

    /// Shows the bytes in which the selected field stands.
    fn show_sheet(&mut self) {
        let sheet = self.selected().and_then(|row| row.sheet);
        if self.sheet != sheet {
            self.bytes_top = 0;
        }
        self.sheet = sheet;
    }

    fn point_to(&mut self, offset: usize) {
        self.cursor = offset;
        self.moved = true;
    }

    /// Selects the innermost field of the byte at `offset`.
    pub fn select_byte(&mut self, offset: usize) {
        let offset = offset.min(self.bytes().len().saturating_sub(1));
        if let Some(index) = self.dissected.at(self.sheet, offset) {
            self.select(index);
            self.remember();
        }
        self.point_to(offset);
    }

    /// Selects a row of the tree as it is unfolded.
    pub fn select_row(&mut self, row: usize) {
        self.rows.select(row);
        self.settle();
    }

    fn settle(&mut self) {
        self.show_sheet();
        self.point_to(self.marked().start);
        self.remember();
    }

    /// Takes an action of the tree; returns whether it is one.
    pub fn act(&mut self, action: Action) -> bool {
        let Some(index) = self.index() else {
            return false;
        };
        let is_group = self.fields().get(index).is_some_and(|row| row.is_group);
        let is_open = is_group && self.is_open(index);
        match action {
            Action::Right if is_group && !is_open => self.fold(index),
            Action::Right if is_open => self.select(index + 1),
            Action::Left if is_open => self.fold(index),
            Action::Left => {
                if let Some(parent) = self.parent(index) {
                    self.select(parent);
                }
            }
            Action::Enter if is_group => self.fold(index),
            Action::Right | Action::Enter => {}
            action => {
                if !self.rows.act(action) {
                    return false;
                }
            }
        }
        self.settle();
        true
    }

    /// Folds a group, or unfolds it.
    pub fn fold(&mut self, index: usize) {
        self.turn(index);
        self.refold();
        self.rows.fit(self.unfolded.len(), self.rows.height());
    }

    /// Whether the row of the tree is a group, and whether it is unfolded.
    pub fn group(&self, index: usize) -> Option<bool> {
        let row = self.fields().get(index)?;
        row.is_group.then(|| self.is_open(index))
    }

    fn turn(&mut self, index: usize) {
        let kinds = self.kinds(index);
        if !self.turned.remove(&kinds) {
            self.turned.insert(kinds);
        }
    }

    fn is_open(&self, index: usize) -> bool {
        self.opens(index) != self.turned.contains(&self.kinds(index))
    }

    /// Whether a group is unfolded by itself: what tells of FTP and TLS, and of errors.
    fn opens(&self, index: usize) -> bool {
        let Some(row) = self.fields().get(index) else {
            return false;
        };
        match row.field {
            Field::Ftp | Field::Tls | Field::Quoted => true,
            Field::Plaintext | Field::Handshake | Field::TlsExtension => true,
            Field::Argument | Field::Text => true,
            Field::Command | Field::Reply | Field::TlsRecord => {
                let alike = self.fields().iter();
                let alike = alike.filter(|other| other.parent == row.parent);
                alike.count() <= UNFOLDED_LINES
            }
            _ => false,
        }
    }

    fn refold(&mut self) {
        let mut unfolded = Vec::new();
        let mut folded_at: Option<usize> = None;
        for (index, row) in self.fields().iter().enumerate() {
            if folded_at.is_some_and(|depth| row.depth > depth) {
                continue;
            }
            folded_at = (row.is_group && !self.is_open(index)).then_some(row.depth);
            unfolded.push(index);
        }
        self.unfolded = unfolded;
    }

    fn parent(&self, index: usize) -> Option<usize> {
        self.fields().get(index)?.parent
    }

    /// The kinds of the fields that a field stands in, and its own.
    fn kinds(&self, index: usize) -> Vec<Field> {
        let mut kinds = Vec::new();
        let mut at = Some(index);
        while let Some(row) = at.and_then(|index| self.fields().get(index)) {
            kinds.push(row.field);
            at = row.parent;
        }
        kinds
    }

    /// Keeps in mind which field is selected, for the next frame.
    fn remember(&mut self) {
        let mut path = Path::new();
        let mut at = self.index();
        while let Some(index) = at
            && let Some(row) = self.fields().get(index)
        {
            let before = self.fields().iter().take(index);
            let alike =
                before.filter(|other| other.parent == row.parent && other.field == row.field);
            path.push((row.field, alike.count()));
            at = row.parent;
        }
        path.reverse();
        self.wanted = Some(path);
    }

    /// The field at the end of a path.
    fn find(&self, path: &Path) -> Option<usize> {
        let mut found = None;
        for &(field, nth) in path {
            let inside = self.fields().iter().enumerate();
            let mut alike = inside.filter(|(_, row)| row.parent == found && row.field == field);
            found = Some(alike.nth(nth)?.0);
        }
        found
    }

    /// The name and the value of a field.
    pub fn words(&self, index: usize, texts: &'static Texts, pen: &Pen) -> (String, String) {
        let fields = self.fields();
        let Some((row, packet)) = fields.get(index).zip(self.packet.as_ref()) else {
            return Default::default();
        };
        let names = texts.packets.fields;
        let name = names::field(row.field, names).into_owned();
        let value = match (row.field, row.value) {
            (Field::Frame, _) => (names.bytes)(packet.length.into()),
            (Field::Ethernet, _) => self.both(index, [Field::SourceMac, Field::DestinationMac]),
            (Field::Ipv4 | Field::Ipv6, _) => self.both(index, [Field::Source, Field::Destination]),
            (Field::Udp, _) => self.both(index, [Field::SourcePort, Field::DestinationPort]),
            (Field::Tcp, _) => {
                let ports = self.both(index, [Field::SourcePort, Field::DestinationPort]);
                match self.inside(index, Field::Flags).and_then(set_flags) {
                    Some(set) => format!("{ports} [{set}]"),
                    None => ports,
                }
            }
            (Field::Flags, _) if set_flags(row).is_some() => {
                let set = set_flags(row).unwrap_or_default();
                format!("{} [{set}]", names::plain(row.value))
            }
            (Field::LinkType | Field::Header, Value::Link(_)) => packet.link_name().into_owned(),
            (Field::Unreadable, _) => row.fault.map_or_else(String::new, |fault| {
                (texts.unreadable)(crate::views::story::unreadable(fault))
            }),
            (Field::Encrypted, _) if row.sealed.is_some() => {
                let words = row.sealed.map(|why| match why {
                    Sealed::NoKeys => texts.stream.tls_no_keys,
                    Sealed::NotAuthentic => texts.stream.tls_not_authentic,
                    Sealed::Unsupported => texts.stream.tls_unsupported,
                });
                words.unwrap_or_default().to_owned()
            }
            (Field::RecordBody, Value::Of(held, length)) => (names.goes_on)(held, length),
            (_, Value::Set(true)) => names.set.to_owned(),
            (_, Value::Set(false)) => names.not_set.to_owned(),
            (_, Value::Of(held, length)) => (names.captured_of)(held, length),
            (_, Value::Bytes) if self.is_hidden(row) => {
                let bytes = (names.bytes)(row.range.len() as u64);
                format!("{bytes}{}{}", pen.glyphs.dot, names.hidden)
            }
            (_, Value::Bytes) => (names.bytes)(row.range.len() as u64),
            (_, Value::Text) => return (pen.sentence(name), self.text(row, pen)),
            (_, value) => names::plain(value),
        };
        (pen.sentence(name), pen.sentence(value))
    }

    /// The values of two fields in a group, with an arrow between them.
    fn both(&self, group: usize, fields: [Field; 2]) -> String {
        let value = |field| {
            let row = self.inside(group, field);
            row.map(|row| names::plain(row.value)).unwrap_or_default()
        };
        fields.map(value).join(" → ")
    }

    /// The first field of this kind in a group.
    fn inside(&self, group: usize, field: Field) -> Option<&Row> {
        let mut inside = self.fields().iter().skip(group);
        inside.find(|row| row.parent == Some(group) && row.field == field)
    }

    fn is_hidden(&self, row: &Row) -> bool {
        self.veil_of(row.sheet).covers(&row.range)
    }

    /// The text of a field, without what is hidden and without the end of its line.
    fn text(&self, row: &Row, pen: &Pen) -> String {
        let bytes = self.bytes_of(row.sheet);
        let bytes = self.veil_of(row.sheet).shown(bytes, &row.range);
        let is_line = matches!(row.field, Field::Command | Field::Reply | Field::Line);
        let mut bytes = bytes.as_slice();
        if is_line {
            let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
            let length = bytes.iter().rposition(|byte| !ends(byte));
            bytes = bytes.get(..length.map_or(0, |at| at + 1)).unwrap_or(bytes);
        }
        match row.field {
            Field::Argument if self.is_hidden(row) => return HIDDEN.to_owned(),
            Field::LineEnd => {
                let names = bytes.iter().map(|byte| match byte {
                    b'\r' => "CR",
                    b'\n' => "LF",
                    _ => "NUL",
                });
                return names.collect::<Vec<_>>().join(" ");
            }
            _ => {}
        }
        pen.visible(bytes.get(..SHOWN).unwrap_or(bytes))
    }
}

/// The flags of a TCP header that are set.
fn set_flags(row: &Row) -> Option<String> {
    match (row.field, row.value) {
        (Field::Flags, Value::Hex(flags, 2)) if row.is_group => {
            Some(super::line::flags(Flags(flags as u8)))
        }
        _ => None,
    }
}
