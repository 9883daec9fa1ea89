#include "wasm-client/turn_text.hpp"

#include "shared/core/overloaded.hpp"
#include "wasm-client/json_object.hpp"
#include "wasm-client/view_names.hpp"

namespace stimchat::bindings {

namespace {

void append_effect(const session::ClientEffect& effect, std::string& out) {
    JsonObject object(out);
    std::visit(overloaded{
                   [&](const session::RequestIdentity& e) {
                       object.text("do", "request_identity");
                       object.text("renew", e.renew_token);
                   },
                   [&](const session::KeepToken& e) {
                       object.text("do", "keep_token");
                       object.text("token", e.token);
                   },
                   [&](const session::KeepTerms& e) {
                       object.text("do", "keep_terms");
                       object.number("terms", e.terms);
                   },
                   [&](const session::OpenLink&) { object.text("do", "open"); },
                   [&](const session::CloseLink& e) {
                       object.text("do", "close");
                       object.number("code", e.code);
                   },
                   [&](const session::SendFrame& e) {
                       object.text("do", "send");
                       object.text("frame", e.frame);
                   },
                   [&](const session::PostReport& e) {
                       object.text("do", "post_report");
                       object.text("token", e.token);
                       object.text("body", e.body);
                   },
               },
               effect);
}

void append_view(const session::ClientView& view, std::string& out) {
    JsonObject object(out);
    object.number("revision", view.revision);
    object.text("phase", name_of(view.phase));
    object.text("link", name_of(view.link));
    object.instant("retryAt", view.retry_at);
    object.instant("searchingSince", view.searching_since);
    if (view.conversation) {
        object.text("conversationId", stimchat::view(to_text(*view.conversation)));
    } else {
        object.null("conversationId");
    }
    object.text("endReason", name_of(view.end_reason));
    object.text("report", name_of(view.report));
    object.instant("reportUntil", view.report_until);
    object.instant("banUntil", view.ban_until);
    object.text("banReason", view.ban_reason);
    object.text("notice", view.notice);
}

void append_entry(const session::LogEntry& entry, std::string& out) {
    JsonObject object(out);
    object.number("entry", entry.entry);
    object.text("messageId", stimchat::view(to_text(entry.message_id)));
    object.text("author", name_of(entry.author));
    object.text("state", name_of(entry.state));
    object.text("fault", entry.fault);
    object.text("text", entry.text);
    object.instant("at", entry.at);
}

void append_effects(const std::vector<session::ClientEffect>& effects, std::string& out) {
    JsonList list(out);
    for (const session::ClientEffect& effect : effects) {
        list.next();
        append_effect(effect, out);
    }
}

/// Both lists ascend, so one walk over both finds what is gone.
void append_gone(const std::vector<session::LogEntry>& log, const KnownEntries& known, std::string& out) {
    JsonList list(out);
    auto entry = log.begin();
    for (const std::uint64_t number : known) {
        while (entry != log.end() && entry->entry < number)
            ++entry;
        if (entry != log.end() && entry->entry == number) continue;
        list.next();
        append_number(number, out);
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
    object.boolean("taken", taken);
    if (view.revision == revision_before) return;
    append_view(view, object.key("view"));
    append_gone(view.log, known, object.key("gone"));
    append_changed(view, revision_before, object.key("log"));
    known.clear();
    for (const session::LogEntry& entry : view.log)
        known.push_back(entry.entry);
}

}  // namespace stimchat::bindings
