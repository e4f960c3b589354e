//! The list of interfaces, for people and for programs.

use super::feed::Status;
use crate::cli;

/// Says that there is nothing to capture with.
///
/// # Errors
///
/// None.
#[cfg(not(all(unix, feature = "live")))]
pub fn run(_options: &cli::Interfaces) -> std::io::Result<Status> {
    super::complain(
        "this ftpscope was built without libpcap (feature `live`), so it cannot capture",
    );
    Ok(Status::Unreadable)
}

#[cfg(all(unix, feature = "live"))]
pub use list::run;

#[cfg(all(unix, feature = "live"))]
mod list {
    use super::{Status, cli};
    use crate::capture::interfaces::{self, Interface};
    use crate::run::{complain, environment, output};
    use crate::texts::Texts;
    use crate::views::visible::visible;
    use crate::views::width::{padded, width};
    use serde_json::{Value, json};
    use std::io::{self, Write};

    /// The columns before the addresses, which may be long.
    const COLUMNS: usize = 3;

    /// Lists the interfaces.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn run(options: &cli::Interfaces) -> io::Result<Status> {
        let list = match interfaces::list() {
            Ok(list) => list,
            Err(reason) => {
                complain(format_args!("the interfaces cannot be listed: {reason}"));
                return Ok(Status::Unreadable);
            }
        };
        let mut out = output();
        if options.json {
            for one in &list {
                writeln!(out, "{}", object(one))?;
            }
        } else {
            let texts = environment::texts(options.lang);
            write(&mut out, &list, texts)?;
        }
        out.flush()?;
        Ok(Status::Complete)
    }

    fn object(interface: &Interface) -> Value {
        json!({
            "type": "interface",
            "name": interface.name,
            "description": interface.description,
            "addresses": interface.addresses,
            "up": interface.up,
            "loopback": interface.loopback,
            "wireless": interface.wireless,
            "connected": interface.connected,
            "can_capture": interface.link.is_ok(),
            "link_type": interface.link.as_ref().ok().map(|link| link.name()),
            "reason": interface.link.as_ref().err(),
        })
    }

    fn write(out: &mut impl Write, list: &[Interface], texts: &Texts) -> io::Result<()> {
        let said = texts.interfaces;
        if list.is_empty() {
            return writeln!(out, "{}", said.none);
        }
        let headings = [said.column_name, said.column_state, said.column_link];
        let rows: Vec<[String; COLUMNS]> = list.iter().map(|one| cells(one, texts)).collect();
        let mut widths = headings.map(width);
        for row in &rows {
            for (most, cell) in widths.iter_mut().zip(row) {
                *most = (*most).max(width(cell));
            }
        }
        let mut line = |cells: [&str; COLUMNS], last: &str| {
            let cells = cells.iter().zip(widths);
            let cells: Vec<String> = cells.map(|(cell, most)| padded(cell, most)).collect();
            let line = format!("{}  {last}", cells.join("  "));
            writeln!(out, "{}", line.trim_end())
        };
        line(headings, said.column_addresses)?;
        for (interface, row) in list.iter().zip(&rows) {
            let addresses: Vec<String> = interface
                .addresses
                .iter()
                .map(ToString::to_string)
                .collect();
            let described = interface
                .description
                .iter()
                .map(|text| visible(text.as_bytes()));
            let last: Vec<String> = addresses.into_iter().chain(described).collect();
            let [name, state, link] = row;
            line([name, state, link], &last.join(", "))?;
        }
        let refused = list.iter().filter(|one| one.up && one.link.is_err());
        let refused: Vec<&Interface> = refused.collect();
        if refused.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        if list.iter().all(|one| one.link.is_err()) {
            let program = interfaces::program();
            let program = program.display().to_string();
            let has_capabilities = cfg!(target_os = "linux");
            return writeln!(out, "{}", (said.privilege)(&program, has_capabilities));
        }
        for one in refused {
            if let Err(reason) = &one.link {
                let name = visible(one.name.as_bytes());
                writeln!(
                    out,
                    "{}",
                    (said.refused)(&name, &visible(reason.as_bytes()))
                )?;
            }
        }
        Ok(())
    }

    /// Name, state and link type.
    fn cells(interface: &Interface, texts: &Texts) -> [String; COLUMNS] {
        let said = texts.interfaces;
        let states = [
            Some(if interface.up { said.up } else { said.down }),
            interface.loopback.then_some(said.loopback),
            interface.wireless.then_some(said.wireless),
            (interface.connected == Some(false)).then_some(said.disconnected),
        ];
        let states: Vec<&str> = states.into_iter().flatten().collect();
        let link = match &interface.link {
            Ok(link) => link.name().into_owned(),
            Err(_) => said.not_capturable.to_owned(),
        };
        [visible(interface.name.as_bytes()), states.join(", "), link]
    }
}
