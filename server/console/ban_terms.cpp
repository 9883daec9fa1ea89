#include "server/console/ban_terms.hpp"

#include <array>

namespace stimchat::console {
namespace {

struct Term {
    BanLength length{};
    std::string_view name;
    std::optional<Duration> duration;
};

constexpr std::array terms{
    Term{BanLength::minutes_15, "15m", minutes(15)},       Term{BanLength::hours_24, "24h", hours(24)},
    Term{BanLength::days_7, "7d", hours(7 * 24)},          Term{BanLength::days_30, "30d", hours(30 * 24)},
    Term{BanLength::permanent, "permanent", std::nullopt},
};

const Term& term_of(BanLength length) {
    return terms[static_cast<std::size_t>(length)];
}

}  // namespace

std::optional<BanLength> parse_ban_length(std::string_view name) {
    for (const Term& term : terms) {
        if (term.name == name) return term.length;
    }
    return std::nullopt;
}

std::string_view name_of(BanLength length) {
    return term_of(length).name;
}

std::optional<Duration> duration_of(BanLength length) {
    return term_of(length).duration;
}

std::string_view plain_words(engine::ReportReason reason) {
    switch (reason) {
        case engine::ReportReason::child_safety:
            return "Endangering children";
        case engine::ReportReason::violence:
            return "Violence or threats of violence";
        case engine::ReportReason::sexual:
            return "Unwanted sexual content";
        case engine::ReportReason::harassment_or_hate:
            return "Harassment or hate";
        case engine::ReportReason::spam_or_scam:
            return "Spam or scam";
        case engine::ReportReason::self_harm:
            return "Encouraging self-harm";
        case engine::ReportReason::other:
            break;
    }
    return "Breaking the rules of StimChat";
}

engine::Ban ban_for(ParticipantKey reported, engine::ReportReason reason, BanLength length, BanId id, Instant now) {
    engine::Ban ban{id, reported, std::string(plain_words(reason)), now, std::nullopt};
    if (const auto duration = duration_of(length)) ban.until = now + *duration;
    return ban;
}

}  // namespace stimchat::console
