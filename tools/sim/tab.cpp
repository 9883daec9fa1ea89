#include "tools/sim/tab.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/protocol/close_codes.hpp"
#include "tools/sim/http_desk.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace stimchat::sim {

namespace {

constexpr std::uint64_t alarms_in_vain_max = 1000;
constexpr Duration clock_ahead_max = hours(24);

}  // namespace

Tab::Tab(World& world, Network& network, HttpDesk& desk, Witness& witness, Storage& storage, std::uint64_t number)
    : world_(world),
      network_(network),
      desk_(desk),
      storage_(storage),
      number_(number),
      clock_ahead_(world.dice.between(clock_ahead_max * -1, clock_ahead_max)),
      participant_(Tokens::participant_of(storage.token)),
      session_(std::in_place, "sim", std::make_unique<Xoshiro256>(world.dice.seed())),
      watch_(world, witness) {
    world_.trace("tab", number_, "opened");
    feed(session::Started{std::string(storage.token), storage.terms});
}

void Tab::feed(const session::ClientEvent& event) {
    if (!session_) return;
    session_->handle(event, now(), effects_);
    // Carrying out never leads back here at once, so the list stays as it is.
    for (session::ClientEffect& effect : effects_)
        perform(effect);
    effects_.clear();
    check();
    keep_deadline();
}

void Tab::close() {
    world_.trace("tab", number_, "closed");
    if (link_) network_.abandon(*link_);
    link_.reset();
    session_.reset();
}

void Tab::on_link_closed(std::uint16_t code) {
    link_.reset();
    feed(session::LinkClosed{code});
}

void Tab::perform(session::ClientEffect& effect) {
    std::visit(overloaded{
                   [&](const session::RequestIdentity& request) { desk_.ask_identity(*this, request.renew_token); },
                   [&](const session::KeepToken& keep) {
                       storage_.token = keep.token;
                       participant_ = Tokens::participant_of(keep.token);
                   },
                   [&](const session::KeepTerms& keep) { storage_.terms = keep.terms; },
                   [&](const session::OpenLink&) { link_ = network_.open(*this); },
                   [&](const session::CloseLink& close) { perform_close(close.code); },
                   [&](session::SendFrame& send) { network_.send(*link_, std::move(send.frame)); },
                   [&](const session::PostReport& post) { desk_.post_report(*this, post.token, post.body); },
               },
               effect);
}

void Tab::perform_close(std::uint16_t code) {
    if (code == static_cast<std::uint16_t>(protocol::CloseCode::stream_gap)) {
        world_.violated(Breach::stream_gap, "tab " + std::to_string(number_));
    }
    network_.close(*link_, code);
}

void Tab::check() {
    if (!session_->is_consistent()) {
        world_.violated(Breach::client_inconsistent, "tab " + std::to_string(number_));
    }
    watch_.look(session_->view(), participant_);
}

void Tab::keep_deadline() {
    const auto deadline = session_->next_deadline();
    if (!deadline) return;
    const Instant due = *deadline - clock_ahead_;
    if (alarm_ && *alarm_ <= due) return;
    alarms_in_vain_ = due <= world_.now() ? alarms_in_vain_ + 1 : 0;
    if (alarms_in_vain_ > alarms_in_vain_max) {
        return world_.violated(Breach::spinning, "tab " + std::to_string(number_));
    }
    alarm_ = due;
    world_.schedule.at(due, [this, due] {
        if (alarm_ != due) return;  // an earlier one took its place
        alarm_.reset();
        feed(session::TimePassed{});
    });
}

}  // namespace stimchat::sim
