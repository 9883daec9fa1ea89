#pragma once

#include "shared/session/client_session.hpp"
#include "tools/load/journal.hpp"
#include "tools/load/wire/web_link.hpp"
#include "tools/load/world.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stimchat::load {

/// A real ClientSession with a WebSocket under it: what the browser's page is without its looks. Carries bytes and
/// time, keeps what has to survive the page, and decides nothing.
class ClientShell : private WebLink::Owner {
  public:
    ClientShell(World& world, std::size_t index);

    std::size_t index() const { return index_; }
    const session::ClientView& view() const { return session_.view(); }
    bool has_token() const { return !kept_.token.empty(); }
    void feed(const session::ClientEvent& event);
    void on_time();
    const Journal& journal() const { return journal_; }
    /// The first page: with the terms agreed to, so that the link comes up by itself.
    void arrive();

  protected:
    /// The page is closed and opened again, with what the old one has kept. A page that is reloaded still knows its
    /// session; one that is opened anew does not.
    void open_again(bool knows_its_session);

    void note(std::string_view what);

    /// "Use here": takes the session over from the other page, with what has been kept meanwhile.
    void use_here();

    World& world_;

  private:
    virtual void on_view_changed() = 0;
    /// Between two pages.
    virtual void on_page_gone() {}
    virtual void on_say_settled(const session::SaySettled& settled) = 0;
    virtual void on_link_lost(std::uint16_t code) = 0;

    void on_link_opened() override;
    void on_frame(std::string_view frame) override;
    void on_link_closed(std::uint16_t code) override;

    void perform(session::ClientEffect& effect);
    void find_unsent();
    void request_identity();
    void keep_session(session::KeepSession& keep);
    void keep_unsent(session::KeepUnsent& keep);

    struct Unsent {
        std::string message_id;
        std::string text;
    };
    /// The browser's storage.
    struct Kept {
        std::string token;
        std::string session;
        std::string conversation;
        std::vector<Unsent> unsent;  ///< oldest first
    };

    Journal journal_;
    std::size_t index_;
    std::uint64_t page_ = 0;
    session::ClientSession session_;
    WebLink link_;
    Kept kept_;
    std::vector<session::ClientEffect> effects_;
    std::optional<std::uint16_t> closed_with_;  ///< by the session itself, which has to hear of it as of any other end
    std::uint64_t revision_seen_ = 0;
};

}  // namespace stimchat::load
