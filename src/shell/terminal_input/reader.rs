//! Reads the terminal until it is gone, and pauses while another program reads it.

use super::decoder::{Decoder, Input};
use super::gate::Gate;
use filedescriptor::{POLLIN, poll, pollfd};
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, PipeReader, Read as _};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::time::{Duration, Instant};

/// Bytes of one read: a long paste in few steps.
const READ_BYTES: usize = 64 * 1024;

/// Reads the terminal and passes everything on; returns the reason why no more can come. `is_patient` is asked before
/// each wait ([`Decoder::set_patient`]).
pub(in crate::shell) fn read(
    gate: &Gate,
    is_patient: impl Fn() -> bool,
    mut pass_on: impl FnMut(Input),
) -> io::Error {
    let opened = open_terminal().and_then(|terminal| Ok((terminal, io::pipe()?)));
    let (mut terminal, (mut woken, wake)) = match opened {
        Ok(opened) => opened,
        Err(error) => return error,
    };
    gate.set_reading(Some(wake));
    let (mut decoder, mut last_read) = (Decoder::default(), Instant::now());
    let mut buffer = vec![0; READ_BYTES];
    loop {
        gate.pass();
        decoder.set_patient(is_patient());
        // Waits are cut to milliseconds.
        let until =
            |timeout: Duration| timeout.saturating_sub(last_read.elapsed()) + Duration::from_millis(1);
        let left = decoder.timeout().map(until);
        match wait(&terminal, &mut woken, left) {
            Ok(true) => {}
            Ok(false) => {
                decoder.silence(last_read.elapsed()).into_iter().for_each(&mut pass_on);
                continue;
            }
            Err(error) => return error,
        }
        match terminal.read(&mut buffer) {
            Ok(0) => return io::Error::other("it was closed"),
            Ok(length) => {
                let bytes = buffer.get(..length).unwrap_or_default();
                decoder.read(bytes, last_read.elapsed()).into_iter().for_each(&mut pass_on);
                last_read = Instant::now();
            }
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            Err(error) => return error,
        }
    }
}

/// Standard input, unless it is a pipe: then the terminal of the process.
fn open_terminal() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return stdin.as_fd().try_clone_to_owned().map(File::from);
    }
    File::options().read(true).write(true).open("/dev/tty")
}

/// Waits until the terminal can be read; `false` after `timeout`, or if the gate was closed.
fn wait(terminal: &File, woken: &mut PipeReader, timeout: Option<Duration>) -> io::Result<bool> {
    let poll_on = |fd| pollfd { fd, events: POLLIN, revents: 0 };
    let mut fds = [poll_on(terminal.as_raw_fd()), poll_on(woken.as_raw_fd())];
    match poll(&mut fds, timeout) {
        Ok(_) => {}
        Err(filedescriptor::Error::Poll(error) | filedescriptor::Error::Io(error))
            if error.kind() == ErrorKind::Interrupted =>
        {
            return Ok(false);
        }
        Err(error) => return Err(io::Error::other(error)),
    }
    let [terminal, gate] = fds;
    if gate.revents & POLLIN != 0 {
        let _ = woken.read(&mut [0]);
        return Ok(false);
    }
    // After a hang-up or an error the read says what it is.
    Ok(terminal.revents != 0)
}
