#include "wasm-client/turn_text.hpp"

#include "wasm-client/json_object.hpp"
#include "wasm-client/view_names.hpp"

namespace stimchat::bindings {

namespace {

using Outcome = session::SaySettled::Outcome;

const char* code_of(const session::SaySettled& settled) {
    switch (settled.outcome) {
        case Outcome::delivered:
            return "";
        case Outcome::refused:
            return settled.code.c_str();
        case Outcome::no_answer:
            return "no_answer";
        case Outcome::chat_over:
            return "chat_over";
        case Outcome::closed:
            return "closed";
        case Outcome::full:
            break;
    }
    return "full";
}

/// Effects: {"do", "text", "number", "body"}, of which each has what it needs; client.mjs lists them.
class EffectText {
  public:
    explicit EffectText(std::string& out) : object_(out) {}

    void operator()(const session::RequestIdentity& effect) { tell("request_identity", effect.renew_token); }
    void operator()(const session::KeepToken& effect) { tell("keep_token", effect.token); }
    void operator()(const session::KeepTerms& effect) { tell("keep_terms", effect.terms); }
    void operator()(const session::KeepSession& effect) {
        tell("keep_session", effect.session);
        object_.text("body", effect.conversation);
    }
    void operator()(const session::KeepUnsent& effect) {
        tell("keep_unsent", effect.message_id);
        object_.text("body", effect.text);
        object_.text("conversation", effect.conversation);
    }
    void operator()(const session::SaySettled& effect) {
        tell("settled", effect.ticket.value);
        object_.word("code", code_of(effect));
        object_.text("text", effect.sentence);
        object_.text("messageId", stimchat::view(to_text(effect.message_id)));
        object_.number("entry", effect.entry);
    }
    void operator()(const session::OpenLink&) { object_.word("do", "open"); }
    void operator()(const session::CloseLink& effect) { tell("close", effect.code); }
    void operator()(const session::SendFrame& effect) { tell("send", effect.frame); }
    void operator()(const session::PostReport& effect) {
        tell("post_report", effect.token);
        object_.text("body", effect.body);
    }

  private:
    void tell(const char* deed, const std::string& text) {
        object_.word("do", deed);
        object_.text("text", text);
    }
    void tell(const char* deed, std::uint32_t number) {
        object_.word("do", deed);
        object_.number("number", number);
    }

    JsonObject object_;
};

void append_view(const session::ClientView& view, std::string& out) {
    JsonObject object(out);
    object.number("revision", view.revision);
    object.word("phase", name_of(view.phase));
    object.word("link", name_of(view.link));
    object.instant("retryAt", view.retry_at);
    object.instant("searchingSince", view.searching_since);
    if (view.conversation) {
        object.text("conversationId", stimchat::view(to_text(*view.conversation)));
    } else {
        object.null("conversationId");
    }
    object.word("endReason", name_of(view.end_reason));
    object.word("partner", name_of(view.partner));
    object.boolean("partnerTyping", view.partner_typing);
    object.number("unsent", view.unsent);
    object.boolean("restarting", view.restarting);
    object.boolean("historyLost", view.history_lost);
    object.word("report", name_of(view.report));
    object.instant("reportUntil", view.report_until);
    object.instant("banUntil", view.ban_until);
    object.text("banReason", view.ban_reason);
    object.text("notice", view.notice);
}

void append_entry(const session::LogEntry& entry, std::string& out) {
    JsonObject object(out);
    object.number("entry", entry.entry);
    object.text("messageId", stimchat::view(to_text(entry.message_id)));
    object.word("author", name_of(entry.author));
    object.word("state", name_of(entry.state));
    object.text("fault", entry.fault);
    object.text("text", entry.text);
    object.instant("at", entry.at);
}

void append_effects(const std::vector<session::ClientEffect>& effects, std::string& out) {
    JsonList list(out);
    for (const session::ClientEffect& effect : effects) {
        list.next();
        std::visit(EffectText(out), effect);
    }
}

void append_left(const session::ClientView& view, std::string& out) {
    JsonList list(out);
    for (const session::LogEntry& entry : view.log) {
        list.next();
        append_number(entry.entry, out);
    }
}

void append_changed(const session::ClientView& view, std::uint64_t revision_before, std::string& out) {
    JsonList list(out);
    for (const session::LogEntry& entry : view.log) {
        if (entry.changed <= revision_before) continue;
        list.next();
        append_entry(entry, out);
    }
}

}  // namespace

void TurnText::append_to(std::string& out) const {
    JsonObject object(out);
    append_effects(effects, object.key("effects"));
    object.instant("deadline", deadline);
    if (view.revision == revision_before && revision_before > 0) return;
    append_view(view, object.key("view"));
    append_changed(view, revision_before, object.key("log"));
    std::size_t added = 0;
    for (const session::LogEntry& entry : view.log)
        added += entry.entry > log_before.entry_last ? 1 : 0;
    if (view.log.size() != log_before.size + added) append_left(view, object.key("left"));
}

}  // namespace stimchat::bindings
