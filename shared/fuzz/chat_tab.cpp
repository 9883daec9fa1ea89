#include "shared/fuzz/chat_tab.hpp"

#include "shared/fuzz/fuzz_property.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

namespace stimchat::fuzz {

using namespace session;

namespace {

constexpr std::uint16_t page_left = 1001;

/// Texts are "PARTICIPANT-TAB-NUMBER"; what others say, who are not honest, has no such form.
bool is_honest(const std::string& text) {
    return text.size() > 2 && text[1] == '-';
}

}  // namespace

Tab::Tab(Town& town, Browser& browser, std::uint64_t seed) : town_(town), browser_(browser), seed_(seed) {
    start();
}

Tab::~Tab() {
    if (wire_) town_.abandon(*wire_, page_left);
}

void Tab::start() {
    session_.emplace("fuzz", std::make_unique<Xoshiro256>(++seed_));
    const std::vector<std::pair<std::string, std::string>> unsent = browser_.unsent;
    if (!browser_.conversation.empty())
        for (const auto& one : unsent)
            feed(UnsentFound{one.first, one.second});
    const std::string conversation = browser_.conversation, session = kept_session_, token = browser_.token;
    feed(Started{token, browser_.terms, session, conversation});
}

void Tab::open_again(bool was_reloaded) {
    feed(Closing{});
    if (wire_) town_.abandon(*wire_, page_left);
    wire_.reset();
    link_refused_ = token_granted_ = report_posted_ = false;
    proven_.clear();
    kept_conversation_.clear();
    if (!was_reloaded) kept_session_.clear();
    seed_ += 0x1000;
    start();
}

void Tab::say() {
    const std::string text = browser_.token + "-" + std::to_string(seed_) + "-" + std::to_string(++said_);
    feed(Say{text, SayTicket{}});
}

void Tab::on_closed(std::uint16_t code) {
    wire_.reset();
    feed(LinkClosed{code});
}

void Tab::on_report_answered(bool stored) {
    feed(ReportAnswered{stored ? ReportAnswered::Outcome::stored : ReportAnswered::Outcome::refused, {}, "sentence"});
}

void Tab::feed(const ClientEvent& event) {
    effects_.clear();
    session_->handle(event, town_.now(), effects_);
    require(session_->is_consistent(), "the client is consistent");
    for (const ClientEffect& effect : effects_)
        std::visit([this](const auto& wanted) { perform(wanted); }, effect);
    if (view().conversation) last_conversation_ = view().conversation;
    check_log();
    follow_up();
}

void Tab::follow_up() {
    if (token_granted_) {
        token_granted_ = false;
        const std::string token = browser_.token;
        return feed(IdentityGranted{token});
    }
    if (link_refused_) {
        link_refused_ = false;
        return feed(LinkClosed{Town::lost});
    }
    if (report_posted_) {
        report_posted_ = false;
        if (last_conversation_) town_.report(*this, browser_.token, *last_conversation_);
    }
}

// --- what the session wants done -------------------------------------------------------------------------------------

void Tab::perform(const KeepSession& keep) {
    kept_session_ = keep.session;
    const std::string ours = std::exchange(kept_conversation_, keep.conversation);
    const bool is_anothers = keep.conversation.empty() && !ours.empty() && browser_.conversation != ours;
    if (keep.session.empty() || is_anothers) return;
    if (browser_.conversation != keep.conversation) browser_.unsent.clear();
    browser_.conversation = keep.conversation;
}

void Tab::perform(const KeepUnsent& keep) {
    if (keep.conversation != browser_.conversation) return;
    auto& unsent = browser_.unsent;
    const auto same =
        std::find_if(unsent.begin(), unsent.end(), [&](const auto& one) { return one.first == keep.message_id; });
    if (same != unsent.end()) unsent.erase(same);
    if (!keep.text.empty()) unsent.emplace_back(keep.message_id, keep.text);
}

void Tab::perform(const OpenLink&) {
    require(!wire_, "one link at a time");
    wire_ = town_.open(*this);
    link_refused_ = !wire_;
}

void Tab::perform(const CloseLink& close) {
    if (wire_) town_.close(*wire_, close.code);
}

void Tab::perform(const SendFrame& send) {
    require(wire_ && town_.is_open(*wire_), "frames are sent on open links");
    town_.send(*wire_, send.frame);
}

// --- what a person sees ----------------------------------------------------------------------------------------------

void Tab::check_log() {
    texts_.clear();
    own_.clear();
    last_offset_ = 0;
    for (const LogEntry& entry : view().log)
        entry.author == Author::you ? check_own(entry) : check_stranger(entry);
}

void Tab::check_stranger(const LogEntry& entry) {
    require(entry.offset > last_offset_, "the stranger's texts are shown in order");
    last_offset_ = entry.offset;
    if (!is_honest(entry.text)) return;
    require(entry.text[0] != browser_.token[0], "nobody is matched with self");
    require(texts_.insert(entry.text).second, "no text is shown twice");
}

void Tab::check_own(const LogEntry& entry) {
    require(!is_honest(entry.text) || entry.text[0] == browser_.token[0], "one's own texts are one's own");
    require(own_.insert(entry.message_id).second, "a text of one's own is there once");
    int& proven = proven_[entry.message_id];
    const int shown = entry.state == delivery::SendState::seen        ? 2
                      : entry.state == delivery::SendState::delivered ? 1
                                                                      : 0;
    require(shown >= proven, "ticks never go back from what was proven");
    proven = shown;
}

}  // namespace stimchat::fuzz
