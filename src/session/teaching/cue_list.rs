//! The list of cues on trial: how often each was right, which are silenced, and words that could become one.

use super::cue_row::{CueRow, is_doubtful};
use super::{SchemeChange, cue_line};
use crate::claim::{OwnCue, SchemeEdit};
use crate::reading::cue_proposal::propose;
use crate::reading::{Filter, Stats};
use crate::session::action::Action;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::popup::PopupKind;
use crate::session::prompt::{Prompt, Purpose};
use std::cmp::Reverse;
use std::collections::BTreeMap;

impl Model {
    /// Decisions on the claims of each cue, in this article and the others of its shelf.
    fn cue_records(&self) -> BTreeMap<String, (usize, usize)> {
        let mut records = self.teaching.records.clone();
        for cue in Stats::of(&self.reading.scheme, [&self.reading]).cues {
            let (right, wrong) = records.entry(cue.cue).or_default();
            (*right, *wrong) = (*right + cue.confirmed, *wrong + cue.rejected);
        }
        records
    }

    /// Doubtful cues first, then words to make a cue of, then the reader's own and silenced cues, then all others.
    fn cue_rows(&self) -> Vec<CueRow> {
        let own = self.teaching.own.clone().unwrap_or_default();
        let records = self.cue_records();
        let mut judged: Vec<(String, usize, usize)> = self
            .reading
            .scheme
            .cues
            .iter()
            .filter(|cue| own.cues.iter().all(|known| known.id != cue.id))
            .filter_map(|cue| records.get(&cue.id).map(|&(right, wrong)| (cue.id.clone(), right, wrong)))
            .filter(|(_, right, wrong)| right + wrong > 0)
            .collect();
        judged.sort_by_key(|(id, right, wrong)| (Reverse(right + wrong), *right, id.clone()));
        let row = |(id, right, wrong)| CueRow::Judged { id, right, wrong };
        let (doubtful, others): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|(_, right, wrong)| is_doubtful(*right, *wrong));
        let mut rows: Vec<CueRow> = doubtful.into_iter().map(row).collect();
        for (category, id) in self.reading.scheme.categories.iter().zip(0..) {
            let passages = self.reading.passages_for_cues(crate::claim::CategoryId(id));
            let proposals = propose(&passages).into_iter();
            rows.extend(proposals.map(|words| CueRow::Proposal { category: category.id.clone(), words }));
        }
        rows.extend(own.cues.into_iter().map(CueRow::Own));
        rows.extend(own.silenced.into_iter().map(CueRow::Silenced));
        rows.extend(others.into_iter().map(row));
        rows.push(CueRow::New);
        rows
    }

    pub(in crate::session) fn open_cue_list(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        if self.reading.display_options().blind {
            return self.say("what cues suggest is hidden while you read blind");
        }
        let rows = self.cue_rows();
        self.open_popup(PopupKind::CueList { rows, selected: 0 })
    }

    /// Handles a key in the list.
    pub(in crate::session) fn press_cue_list(&mut self, action: Option<Action>, page: usize) -> Effects {
        let Mode::Popup(popup) = &mut self.mode else { return Effects::none() };
        let PopupKind::CueList { rows, selected } = &mut popup.kind else { return Effects::none() };
        let last = rows.len().saturating_sub(1);
        let place = match action {
            Some(Action::Down) => selected.saturating_add(1),
            Some(Action::Up) => selected.saturating_sub(1),
            Some(Action::PageDown | Action::HalfPageDown | Action::Menu) => selected.saturating_add(page),
            Some(Action::PageUp | Action::HalfPageUp) => selected.saturating_sub(page),
            Some(Action::Top) => 0,
            Some(Action::Bottom) => last,
            Some(Action::Cancel | Action::Quit | Action::CueTrials) => {
                self.close_popup();
                return Effects::none();
            }
            Some(chosen @ (Action::Enter | Action::Filter)) => {
                let row = rows.get(*selected).cloned();
                self.close_popup();
                return row.map_or_else(Effects::none, |row| self.choose_cue_row(row, chosen));
            }
            _ => *selected,
        };
        *selected = place.min(last);
        popup.stale = true;
        Effects::none()
    }

    fn choose_cue_row(&mut self, row: CueRow, action: Action) -> Effects {
        if action == Action::Filter {
            let (CueRow::Judged { id, .. } | CueRow::Own(OwnCue { id, .. })) = row else {
                return self.say("only a cue that speaks has claims to list");
            };
            self.filter_by(Filter { cue: Some(id), ..Filter::default() });
            return Effects::none();
        }
        match row {
            CueRow::Judged { id, .. } => self.try_change(SchemeChange::Edit(SchemeEdit::Silence(id))),
            CueRow::Silenced(id) => self.try_change(SchemeChange::Edit(SchemeEdit::Restore(id))),
            CueRow::Own(cue) => self.try_change(SchemeChange::Edit(SchemeEdit::Remove(cue))),
            CueRow::Proposal { category, words } => {
                let weight = cue_line::default_weight(&self.reading.scheme);
                self.ask_for_cue(cue_line::render(&category, weight, &words.words))
            }
            CueRow::New => {
                let mark = self.current_mark().and_then(|mark| mark.categories.first().copied());
                let scheme = &self.reading.scheme;
                let category = mark.and_then(|id| scheme.category(id)).or(scheme.categories.first());
                let id = category.map_or("", |category| category.id.as_str());
                let line = cue_line::render(id, cue_line::default_weight(scheme), "");
                self.ask_for_cue(line)
            }
        }
    }

    fn ask_for_cue(&mut self, line: String) -> Effects {
        let mut prompt = Prompt::new(Purpose::Cue, line);
        prompt.untouched = false;
        self.mode = Mode::Prompt(prompt);
        Effects::none()
    }

    /// Tries a cue as typed.
    pub(in crate::session) fn try_cue(&mut self, line: &str, now: &Timestamp) -> Effects {
        let day = now.text.get(..10).unwrap_or_default();
        let note = format!("Written in the reader, {day}.");
        match cue_line::parse(line, &self.reading.scheme, note) {
            Ok(cue) => self.try_change(SchemeChange::Edit(SchemeEdit::Add(cue))),
            Err(why) => {
                let mut refused = Prompt::new(Purpose::Cue, line.to_owned());
                (refused.problem, refused.untouched) = (Some(why), false);
                self.mode = Mode::Prompt(refused);
                Effects::none()
            }
        }
    }
}
