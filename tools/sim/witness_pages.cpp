#include "tools/sim/witness.hpp"

#include <algorithm>

/// What pages say and show, and what moderators decide.
namespace stimchat::sim {

// --- what is said ----------------------------------------------------------------------------------------------------

void Witness::said(Participant author, PageNumber page, ConversationId conversation, MessageId message_id,
                   std::string_view text) {
    Talk* const talk = talk_of(conversation);
    if (talk == nullptr || talk->find(author) == nullptr) {
        return violated(Breach::text_from_nowhere, author, message_id, "said in another's chat");
    }
    const auto [message, fresh] =
        messages_.try_emplace(message_id, Message{conversation, author, 0, std::string(text)});
    sights_[page].said.insert(&message->second);
    if (fresh) return;
    const Message& before = message->second;
    if (before.author != author || !(before.conversation == conversation) || before.text != text) {
        violated(Breach::text_from_nowhere, author, message_id,
                 "an id is used again, first by participant " + std::to_string(before.author) + " for \"" +
                     before.text + "\" on page " + std::to_string(page));
    }
}

void Witness::found_unsent(PageNumber page, MessageId message_id, std::string_view text) {
    const auto message = messages_.find(message_id);
    if (message == messages_.end() && !monologues_.empty()) return;
    if (message == messages_.end() || message->second.text != text) {
        return violated(Breach::text_from_nowhere, 0, message_id, "found unsent");
    }
    sights_[page].said.insert(&message->second);
}

// --- what is shown ---------------------------------------------------------------------------------------------------

Sight& Witness::sight_of(PageNumber page, const ConversationId& conversation) {
    Sight& sight = sights_[page].sight;
    if (!(sight.conversation == conversation)) {
        sight = {};
        sight.conversation = conversation;
    }
    return sight;
}

void Witness::shown(Participant reader, PageNumber page, ConversationId conversation, const Shown& shown) {
    const auto found = messages_.find(shown.message_id);
    Talk* const talk = talk_of(conversation);
    const bool is_known = found != messages_.end() && talk != nullptr && talk->find(reader) != nullptr;
    const Message* const message = is_known ? &found->second : nullptr;
    if (!is_known || !(message->conversation == conversation) || (message->author == reader) != shown.is_own ||
        message->text != shown.text || message->offset == 0) {
        return violated(Breach::text_from_nowhere, reader, shown.message_id, "shown");
    }
    ++world_.tally.shown;
    const bool is_there = shown.offset < talk->stream.size() && talk->stream[shown.offset] == message;
    const std::uint64_t offset = is_there ? shown.offset : message->offset;
    Sight& sight = sight_of(page, conversation);
    if (offset > sight.shown_last) {
        jump(reader, page, *talk, sight, offset);
        sight.shown_last = offset;
        sight.knew_it = true;
        return;
    }
    const auto gap = std::find(sight.gaps.begin(), sight.gaps.end(), offset);
    if (gap == sight.gaps.end()) return violated(Breach::shown_twice, reader, shown.message_id);
    violated(Breach::out_of_order, reader, shown.message_id);
    sight.gaps.erase(gap);
}

/// From what was shown last to `to`: what lies between must be known to this page already, or lost for good.
void Witness::jump(Participant reader, PageNumber page, const Talk& talk, Sight& sight, std::uint64_t to) {
    const Page& there = sights_[page];
    const auto& had_from = there.had_from;
    const auto found = had_from.find(sight.conversation);
    const std::uint64_t lost_up_to = found == had_from.end() ? 0 : found->second;
    for (std::uint64_t offset = sight.shown_last + 1; offset < std::min(to, std::uint64_t{talk.stream.size()});
         ++offset) {
        const Message* const message = talk.stream[offset];
        if (message == nullptr || there.said.count(message) != 0) continue;
        sight.gaps.push_back(offset);
        const bool is_own = message->author == reader;
        if (offset > lost_up_to) {
            violated(Breach::text_missing, reader, {},
                     std::string(is_own ? "own" : "the partner's") + ", offset " + std::to_string(offset));
        } else if (!is_own && sight.knew_it) {
            sight.loss_unsaid = true;
        }
    }
}

void Witness::told(PageNumber page, bool history_lost) {
    const auto found = sights_.find(page);
    if (found == sights_.end() || !found->second.sight.loss_unsaid) return;
    found->second.sight.loss_unsaid = false;
    if (!history_lost) world_.violated(Breach::loss_not_told, "tab " + std::to_string(page));
}

void Witness::check_all_shown(Participant reader, PageNumber page, ConversationId conversation, bool history_lost) {
    Sight& sight = sight_of(page, conversation);
    Talk* const talk = talk_of(conversation);
    if (talk == nullptr || talk->find(reader) == nullptr) {
        return violated(Breach::text_from_nowhere, reader, {}, "a chat that is not");
    }
    jump(reader, page, *talk, sight, talk->stream.size());
    sight.shown_last = std::max<std::uint64_t>(sight.shown_last, talk->stream.empty() ? 0 : talk->stream.size() - 1);
    told(page, history_lost);
}

void Witness::told_over(Participant reader, PageNumber page, ConversationId conversation, bool history_lost) {
    // A page that was loaded again, and found the chat over, has nothing of it.
    if (!is_monologue(conversation) && sight_of(page, conversation).knew_it)
        check_all_shown(reader, page, conversation, history_lost);
}

// --- ticks -----------------------------------------------------------------------------------------------------------

void Witness::ticked(MessageId message_id) {
    const auto message = messages_.find(message_id);
    if (message == messages_.end() || message->second.offset == 0) violated(Breach::tick_unproven, 0, message_id);
}

void Witness::looked(Participant reader, PageNumber page, ConversationId conversation) {
    const auto sight = sights_.find(page);
    Talk* const talk = talk_of(conversation);
    if (sight == sights_.end() || talk == nullptr) return;
    Member* const member = talk->find(reader);
    if (member == nullptr) return;
    if (sight->second.sight.conversation == conversation) {
        member->looked_up_to = std::max(member->looked_up_to, sight->second.sight.shown_last);
    }
    // What is lost cannot be told from what was seen: a receipt says "up to".
    const auto had_from = sight->second.had_from.find(conversation);
    if (had_from != sight->second.had_from.end())
        member->looked_up_to = std::max(member->looked_up_to, had_from->second);
}

void Witness::seen(Participant author, MessageId message_id) {
    const auto message = messages_.find(message_id);
    if (message == messages_.end() || message->second.offset == 0) {
        return violated(Breach::seen_unproven, author, message_id);
    }
    for (const Member& member : talks_[message->second.conversation].members) {
        if (member.participant != author && member.looked_up_to >= message->second.offset) return;
    }
    violated(Breach::seen_unproven, author, message_id);
}

// --- moderation ------------------------------------------------------------------------------------------------------

// Of two bans the one that lasts longer counts.
void Witness::banned(Participant participant, std::optional<Instant> until) {
    ++world_.tally.bans;
    mark_left(participant);
    if (until && is_banned(participant)) {
        const auto& before = bans_[participant];
        if (!before || *before > *until) return;
    }
    bans_[participant] = until;
}

void Witness::ban_lifted(Participant participant) {
    bans_.erase(participant);
}

bool Witness::is_banned(Participant participant) const {
    const auto ban = bans_.find(participant);
    return ban != bans_.end() && (!ban->second || world_.now() < *ban->second);
}

void Witness::reported(const engine::Report& report) {
    Talk* const talk = talk_of(report.conversation);
    if (talk == nullptr) return world_.violated(Breach::evidence_false, "a conversation that is not");
    talk->is_over = true;
    if (is_monologue(report.conversation)) return;
    std::uint64_t before = 0;
    for (const engine::EvidenceLine& line : report.evidence) {
        const Message* const message = line.offset < talk->stream.size() ? talk->stream[line.offset] : nullptr;
        // A text whose author is gone is in the record, though nobody was told of its place.
        const bool is_true = line.offset > before && (message == nullptr || message->text == line.text);
        if (!is_true) world_.violated(Breach::evidence_false, line.text);
        before = line.offset;
    }
}

void Witness::report_answered(ConversationId conversation, ParticipantKey reporter) {
    ++world_.tally.reports_stored;
    ++answered_reports_[{conversation, reporter}];
}

}  // namespace stimchat::sim
