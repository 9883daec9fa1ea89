#include "shared/session/client_session.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/session/client_core.hpp"

#include <utility>

namespace stimchat::session {

ClientSession::ClientSession(std::string_view client_name, std::unique_ptr<RandomSource> random)
    : core_(std::make_unique<Core>(client_name, std::move(random))) {}
ClientSession::~ClientSession() = default;
ClientSession::ClientSession(ClientSession&&) noexcept = default;
ClientSession& ClientSession::operator=(ClientSession&&) noexcept = default;

void ClientSession::handle(const ClientEvent& event, Instant now, std::vector<ClientEffect>& effects) {
    core_->handle(event, now, effects);
}
const ClientView& ClientSession::view() const {
    return core_->view();
}
std::optional<Instant> ClientSession::next_deadline() const {
    return core_->next_deadline();
}
bool ClientSession::is_consistent() const {
    return core_->is_consistent();
}

ClientSession::Core::Core(std::string_view client_name, std::unique_ptr<RandomSource> random)
    : random_(std::move(random)), link_(client_name.substr(0, limits::client_name_bytes_max)) {}

void ClientSession::Core::handle(const ClientEvent& event, Instant now, std::vector<ClientEffect>& effects) {
    Turn turn{now, *random_, effects};
    dispatch(event, turn);
    signs_.tell(link_, turn);
    keep(turn);
    page_.set(&ClientView::partner_typing, signs_.is_partner_writing(now));
    page_.set(&ClientView::unsent, unsent());
    page_.set(&ClientView::link, link_.state());
    page_.set(&ClientView::retry_at, link_.retry_at());
    page_.commit();
}

void ClientSession::Core::dispatch(const ClientEvent& event, Turn& turn) {
    std::visit(overloaded{
                   [&](const Agree& e) { by_person(e, turn); },
                   [&](const FindChat& e) { by_person(e, turn); },
                   [&](const CancelSearch& e) { by_person(e, turn); },
                   [&](const Say& e) { by_person(e, turn); },
                   [&](const Retry& e) { by_person(e, turn); },
                   [&](const Discard& e) { by_person(e, turn); },
                   [&](const LeaveChat& e) { by_person(e, turn); },
                   [&](const SubmitReport& e) { by_person(e, turn); },
                   [&](const UseHere& e) { by_person(e, turn); },
                   [&](const RetryUnsent& e) { by_person(e, turn); },
                   [&](const DiscardUnsent& e) { by_person(e, turn); },
                   [&](const Composing& e) { on(e, turn); },
                   [&](const Looking& e) { on(e, turn); },
                   [&](const ReconnectNow& e) { on(e, turn); },
                   [&](const UnsentFound& e) { on(e, turn); },
                   [&](const Started& e) { on(e, turn); },
                   [&](const IdentityGranted& e) { on(e, turn); },
                   [&](const IdentityRefused& e) { on(e, turn); },
                   [&](const LinkOpened& e) { on(e, turn); },
                   [&](const FrameReceived& e) { on(e, turn); },
                   [&](const LinkClosed& e) { on(e, turn); },
                   [&](const ReportAnswered& e) { on(e, turn); },
                   [&](const TimePassed& e) { on(e, turn); },
                   [&](const Closing& e) { on(e, turn); },
               },
               event);
}

void ClientSession::Core::happen(Happening happening) {
    const Phase phase = next_phase(view().phase, happening);
    page_.set(&ClientView::phase, phase);
    if (phase != Phase::searching) {
        forget_search();
        page_.set(&ClientView::searching_since, std::nullopt);
    }
    if (phase != Phase::chatting && phase != Phase::ended) clear_last_chat();
}

}  // namespace stimchat::session
