#pragma once

#include "shared/fuzz/chat_town.hpp"
#include "shared/session/client_session.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace stimchat::fuzz {

/// What tabs of one browser share.
struct Browser {
    std::string token;
    std::uint32_t terms = 0;
    std::string conversation;
    std::vector<std::pair<std::string, std::string>> unsent;  ///< message_id and text
};

/// An honest client: StimChat's own, its person's texts all different. Checks after each step what a person may see.
class Tab final : public WireEnd {
  public:
    Tab(Town& town, Browser& browser, std::uint64_t seed);
    ~Tab() override;
    Tab(const Tab&) = delete;
    Tab& operator=(const Tab&) = delete;

    void feed(const session::ClientEvent& event);
    void say();
    /// With what was kept, except, if the tab was closed, the session's id.
    void open_again(bool was_reloaded);

    const session::ClientView& view() const { return session_->view(); }
    std::optional<Instant> next_deadline() const { return session_->next_deadline(); }
    const Browser& browser() const { return browser_; }
    const std::string& kept_session() const { return kept_session_; }

    void on_opened() override { feed(session::LinkOpened{}); }
    void on_frame(std::string_view frame) override { feed(session::FrameReceived{frame}); }
    void on_closed(std::uint16_t code) override;
    void on_report_answered(bool stored) override;

  private:
    void start();
    /// What was waited for when the effects were carried out, and comes after them.
    void follow_up();
    void perform(const session::RequestIdentity&) { token_granted_ = true; }
    void perform(const session::KeepToken& keep) { browser_.token = keep.token; }
    void perform(const session::KeepTerms& keep) { browser_.terms = keep.terms; }
    void perform(const session::KeepSession& keep);
    void perform(const session::KeepUnsent& keep);
    void perform(const session::SaySettled&) {}
    void perform(const session::OpenLink&);
    void perform(const session::CloseLink& close);
    void perform(const session::SendFrame& send);
    void perform(const session::PostReport&) { report_posted_ = true; }

    void check_log();
    void check_stranger(const session::LogEntry& entry);
    void check_own(const session::LogEntry& entry);

    Town& town_;
    Browser& browser_;
    std::uint64_t seed_;
    std::string kept_session_;
    std::string kept_conversation_;
    std::optional<session::ClientSession> session_;
    std::optional<std::size_t> wire_;
    bool link_refused_ = false;
    bool token_granted_ = false;
    bool report_posted_ = false;
    std::optional<ConversationId> last_conversation_;
    std::vector<session::ClientEffect> effects_;
    std::map<MessageId, int> proven_;
    // of the log that is checked now
    std::set<std::string> texts_;
    std::set<MessageId> own_;
    std::uint64_t last_offset_ = 0;
    std::uint64_t said_ = 0;
};

}  // namespace stimchat::fuzz
