//! In which shape a connection is shown: text, listing or bytes, decrypted or as on the wire.

use super::rows::{self, Form};
use super::{StreamScreen, conversation};
use crate::tcp::Direction;
use crate::views::tui::context::Context;
use crate::views::tui::screen::Reaction;
use crate::views::tui::unsealing::Seal;

/// What it takes to decrypt the connection that is looked at; `None` where it was not encrypted.
pub fn seal(context: &Context) -> Option<Seal> {
    let session = &context.entry()?.session;
    match context.connection {
        None => Seal::of_control(session),
        Some(index) => Seal::of_data(session.connections.get(index as usize)?),
    }
}

impl StreamScreen {
    /// The form that suits what is loaded.
    pub(super) fn choose_form(&mut self, context: &Context) {
        let carrier = self.carrier(context);
        let verb = carrier.and_then(|carrier| carrier.transfer?.verb);
        let bytes = &self.window.bytes;
        self.form = if rows::is_encrypted(&self.window) {
            Form::Text
        } else if verb.is_some_and(|verb| verb.is_listing()) && rows::is_text(bytes) {
            Form::Listing
        } else if rows::is_text(bytes) {
            Form::Text
        } else {
            Form::Hex
        };
        let client = self.carrier(context).map(|carrier| carrier.client);
        self.client = client.unwrap_or(Direction::FromInitiator);
    }

    /// Lays the rows out anew.
    pub(super) fn lay_out(&mut self) {
        self.page = if self.is_control() {
            conversation::conversation(&self.window, self.client)
        } else {
            match self.form {
                Form::Text => rows::text(&self.window),
                Form::Listing => rows::listing(&self.window),
                Form::Hex => rows::hex(&self.window, self.hex_columns),
            }
        };
        self.content
            .fit(self.page.rows.len(), self.content_area.height.into());
    }

    /// Shows a data connection in the next form.
    pub(super) fn change_form(&mut self, context: &Context) -> Reaction {
        if self.is_control() {
            return Reaction::Say(context.texts.stream.one_form.to_owned());
        }
        let selected = self.page.rows.get(self.content.selected);
        let frame = selected.and_then(|row| row.carried).map(|(frame, _)| frame);
        self.form = self.form.next();
        self.shift = 0;
        self.lay_out();
        let row = frame.and_then(|frame| self.page.row_of(frame));
        self.content.select(row.unwrap_or(0));
        Reaction::Say(form_name(self.form, context).to_owned())
    }

    /// Shows what was decrypted, or what was on the wire.
    pub(super) fn turn_seal(&mut self, context: &Context) -> Reaction {
        let texts = context.texts.stream;
        let words = match (seal(context), self.wanted) {
            (Some(seal), Some(wanted)) if seal.keys.is_some() => {
                self.wire = !self.wire;
                self.frame = context.frame;
                self.want(wanted.session, wanted.connection);
                seal_name(self.wire, context)
            }
            (Some(_), _) => texts.no_keys,
            (None, _) => texts.not_encrypted,
        };
        Reaction::Say(words.to_owned())
    }
}

/// What a form is called.
pub fn form_name(form: Form, context: &Context) -> &'static str {
    let texts = context.texts.stream;
    match form {
        Form::Text => texts.form_text,
        Form::Listing => texts.form_listing,
        Form::Hex => texts.form_hex,
    }
}

/// What is shown of what was encrypted.
pub fn seal_name(wire: bool, context: &Context) -> &'static str {
    let texts = context.texts.stream;
    if wire {
        texts.on_the_wire
    } else {
        texts.decrypted
    }
}
