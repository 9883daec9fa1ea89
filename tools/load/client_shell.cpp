#include "tools/load/client_shell.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace stimchat::load {

using namespace session;

namespace {

ClientSession make_session(const World& world, std::size_t index, std::uint64_t page) {
    // Other message ids on each page, and none that another person uses.
    constexpr std::uint64_t pages_max = 1'000'000;
    return {"stimchat-loadgen", std::make_unique<Xoshiro256>((world.seed + index) * pages_max + page)};
}

}  // namespace

ClientShell::ClientShell(World& world, std::size_t index)
    : world_(world),
      index_(index),
      session_(make_session(world, index, page_)),
      link_(world.reactor, world.sessions, source_address(static_cast<std::uint32_t>(index)), *this) {}

void ClientShell::arrive() {
    feed(Started{.token = kept_.token,
                 .terms_agreed = protocol::terms_version,
                 .session = kept_.session,
                 .conversation = kept_.conversation});
}

void ClientShell::open_again(bool knows_its_session) {
    feed(Closing{});
    link_.close(static_cast<std::uint16_t>(protocol::CloseCode::going_away));
    on_page_gone();
    session_ = make_session(world_, index_, ++page_);
    revision_seen_ = 0;
    if (!knows_its_session) kept_.session.clear();
    note(knows_its_session ? "page loaded again" : "page opened anew");
    find_unsent();
    arrive();
}

void ClientShell::use_here() {
    find_unsent();
    const std::string conversation = kept_.conversation;
    feed(UseHere{conversation});
}

void ClientShell::find_unsent() {
    const Kept kept = kept_;
    note("found " + std::to_string(kept.unsent.size()) + " unsent, session " + kept.session + ", conversation " +
         kept.conversation);
    for (const Unsent& unsent : kept.unsent)
        feed(UnsentFound{unsent.message_id, unsent.text});
}

void ClientShell::on_time() {
    const auto deadline = session_.next_deadline();
    if (deadline && *deadline <= world_.clock.now()) feed(TimePassed{});
}

void ClientShell::note(std::string_view what) {
    if (world_.keeps_journals) journal_.note(world_.clock.now(), "   ", what);
}

void ClientShell::on_link_opened() {
    note("link opened");
    feed(LinkOpened{});
}

void ClientShell::on_frame(std::string_view frame) {
    if (world_.keeps_journals) journal_.note_frame(world_.clock.now(), "<--", frame);
    feed(FrameReceived{frame});
}

void ClientShell::on_link_closed(std::uint16_t code) {
    note("link closed with " + std::to_string(code));
    on_link_lost(code);
    feed(LinkClosed{code});
}

void ClientShell::feed(const ClientEvent& event) {
    std::vector<ClientEffect> effects = std::move(effects_);
    session_.handle(event, world_.clock.now(), effects);
    for (ClientEffect& effect : effects)
        perform(effect);
    effects.clear();
    effects_ = std::move(effects);
    link_.flush();
    if (const auto code = std::exchange(closed_with_, std::nullopt)) on_link_closed(*code);
    if (view().revision == revision_seen_) return;
    revision_seen_ = view().revision;
    on_view_changed();
}

void ClientShell::perform(ClientEffect& effect) {
    std::visit(overloaded{
                   [this](RequestIdentity&) { request_identity(); },
                   [this](KeepToken& keep) { kept_.token = std::move(keep.token); },
                   [](KeepTerms&) {},
                   [this](KeepSession& keep) { keep_session(keep); },
                   [this](KeepUnsent& keep) { keep_unsent(keep); },
                   [this](SaySettled& settled) { on_say_settled(settled); },
                   [this](OpenLink&) {
                       note("link to be opened");
                       link_.open();
                   },
                   [this](CloseLink& close) {
                       note("link to be closed with " + std::to_string(close.code));
                       link_.close(close.code);
                       closed_with_ = close.code;
                   },
                   [this](SendFrame& send) {
                       if (world_.keeps_journals) journal_.note_frame(world_.clock.now(), "-->", send.frame);
                       link_.send(send.frame);
                   },
                   [this](PostReport&) { world_.fault(index_, "a report was posted that nobody asked for"); },
               },
               effect);
}

void ClientShell::request_identity() {
    world_.identities.request([this, page = page_](std::optional<std::string_view> token) {
        if (page != page_) return;  // the page that asked is gone
        if (token) return feed(IdentityGranted{*token});
        world_.fault(index_, "no identity was granted");
        feed(IdentityRefused{});
    });
}

void ClientShell::keep_session(KeepSession& keep) {
    note("kept: session " + keep.session + ", conversation " + keep.conversation);
    kept_.session = std::move(keep.session);
    // A page that was displaced has no session any more; what is kept of the chat is the other page's then.
    if (kept_.session.empty()) return;
    if (keep.conversation != kept_.conversation) kept_.unsent.clear();
    kept_.conversation = std::move(keep.conversation);
}

void ClientShell::keep_unsent(KeepUnsent& keep) {
    note((keep.text.empty() ? "kept no more: " : "kept: ") + keep.message_id + " " + keep.text.substr(0, 17));
    const auto found = std::find_if(kept_.unsent.begin(), kept_.unsent.end(),
                                    [&keep](const Unsent& held) { return held.message_id == keep.message_id; });
    if (keep.conversation != kept_.conversation) return;  // another chat has begun meanwhile
    if (keep.text.empty()) {
        if (found != kept_.unsent.end()) kept_.unsent.erase(found);
    } else if (found == kept_.unsent.end()) {
        kept_.unsent.push_back({std::move(keep.message_id), std::move(keep.text)});
    } else {
        found->text = std::move(keep.text);
    }
}

}  // namespace stimchat::load
