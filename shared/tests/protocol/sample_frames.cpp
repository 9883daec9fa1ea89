#include "shared/tests/protocol/sample_frames.hpp"

namespace stimchat::protocol::sample {

#define MESSAGE_ID R"("message_id":"0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b")"
#define CONVERSATION_ID R"("conversation_id":"00111122-2233-3344-8555-666677778888")"
#define TIMESTAMP R"("timestamp":"2026-03-01T03:14:15.926Z")"
#define POSITION R"("epoch":7,"offset":42)"
#define SESSION_ID R"("session_id":"aaaabbbb-cccc-4ddd-8eee-ffff00001111")"

std::vector<Sample<Command>> commands() {
    return {
        {{message_id, Hello{1, "v1.token.mac", "my-app/2.1", true}},
         R"({"type":"HELLO",)" MESSAGE_ID
         R"(,"data":{"version":1,"token":"v1.token.mac","client":"my-app/2.1","take_over":true}})"},
        {{message_id, Hello{1, "", "", false}},
         R"({"type":"HELLO",)" MESSAGE_ID R"(,"data":{"version":1,"token":""}})"},
        {{message_id, Find{3}}, R"({"type":"FIND",)" MESSAGE_ID R"(,"data":{"terms":3}})"},
        {{message_id, Cancel{}}, R"({"type":"CANCEL",)" MESSAGE_ID "}"},
        {{message_id, SendText{conversation, "Say \"h\u00E9llo\"\n\\ \U0001F600\x01"}},
         R"({"type":"CHAT_MESSAGE",)" MESSAGE_ID "," CONVERSATION_ID R"(,"data":{"text":"Say \"h)"
         "\u00E9"
         R"(llo\"\n\\ )"
         "\U0001F600"
         R"(\u0001"}})"},
        {{message_id, Leave{conversation}}, R"({"type":"LEAVE",)" MESSAGE_ID "," CONVERSATION_ID "}"},
        {{message_id, Ping{}}, R"({"type":"PING",)" MESSAGE_ID "}"},
        {{message_id, Hello{1, "v1.token.mac", "", false, session, KnownPosition{conversation, position}}},
         R"({"type":"HELLO",)" MESSAGE_ID "," CONVERSATION_ID
         R"(,"data":{"version":1,"token":"v1.token.mac",)" SESSION_ID "}," POSITION "}"},
        {{message_id, Hello{1, "v1.token.mac", "", false, session, {}}},
         R"({"type":"HELLO",)" MESSAGE_ID R"(,"data":{"version":1,"token":"v1.token.mac",)" SESSION_ID "}}"},
        {{message_id, SetPresence{Presence::away}},
         R"({"type":"PRESENCE",)" MESSAGE_ID R"(,"data":{"presence":"away"}})"},
        {{message_id, SetTyping{conversation, true}},
         R"({"type":"TYPING_INDICATOR",)" MESSAGE_ID "," CONVERSATION_ID R"(,"data":{"typing":true}})"},
        {{message_id, MarkSeen{{conversation, position}}},
         R"({"type":"READ_RECEIPT",)" MESSAGE_ID "," CONVERSATION_ID "," POSITION "}"},
    };
}

std::vector<Sample<ServerMessage>> server_messages() {
    return {
        {{timestamp, Ack{message_id, {}, {}}}, R"({"type":"ACK",)" MESSAGE_ID "," TIMESTAMP "}"},
        {{timestamp, Ack{message_id, conversation, position}},
         R"({"type":"ACK",)" MESSAGE_ID "," CONVERSATION_ID "," TIMESTAMP "," POSITION "}"},
        {{timestamp, Nack{message_id, NackCode::rate_limited, "Slower.", milliseconds(125)}},
         R"({"type":"NACK",)" MESSAGE_ID
         R"(,"data":{"code":"rate_limited","text":"Slower.","retryable":true,"retry_after_ms":125},)" TIMESTAMP "}"},
        {{timestamp, Nack{message_id, NackCode::text_too_long, "Shorter.", {}, "data.text"}},
         R"({"type":"NACK",)" MESSAGE_ID
         R"(,"data":{"code":"text_too_long","text":"Shorter.","field":"data.text","retryable":false},)" TIMESTAMP "}"},
        {{timestamp,
          Welcome{session, 1, true, Standing::chatting, 2, seconds(30), seconds(45), seconds(60), minutes(10)}},
         R"({"type":"WELCOME","data":{)" SESSION_ID R"(,"version":1,"recovered":true,"standing":"chatting",)"
         R"("sessions_max":2,"resume_window_ms":30000,"heartbeat_interval_ms":45000,"search_timeout_ms":60000,)"
         R"("report_window_ms":600000},)" TIMESTAMP "}"},
        {{timestamp, NewMatch{conversation, position, Alias{0x1234abcd}, Alias{0xffff0000}}},
         R"({"type":"NEW_MATCH",)" CONVERSATION_ID
         R"(,"data":{"you":"anon-1234abcd","partner":"anon-ffff0000"},)" TIMESTAMP "," POSITION "}"},
        {{timestamp, TextReceived{message_id, conversation, position, Alias{0xffff0000}, "\u05E9\u05DC\u05D5\u05DD"}},
         R"({"type":"CHAT_MESSAGE",)" MESSAGE_ID "," CONVERSATION_ID R"(,"sender":"anon-ffff0000","data":{"text":")"
         "\u05E9\u05DC\u05D5\u05DD"
         R"("},)" TIMESTAMP "," POSITION "}"},
        {{timestamp, SearchEnded{SearchEnd::timed_out}},
         R"({"type":"SEARCH_ENDED","data":{"reason":"timed_out"},)" TIMESTAMP "}"},
        {{timestamp, SearchEnded{SearchEnd::draining}},
         R"({"type":"SEARCH_ENDED","data":{"reason":"draining"},)" TIMESTAMP "}"},
        {{timestamp, ConversationEnded{conversation, position, ConversationEnd::partner_left}},
         R"({"type":"CONVERSATION_ENDED",)" CONVERSATION_ID R"(,"data":{"reason":"partner_left"},)" TIMESTAMP
         "," POSITION "}"},
        {{timestamp, ConversationEnded{conversation, position, ConversationEnd::you_left}},
         R"({"type":"CONVERSATION_ENDED",)" CONVERSATION_ID R"(,"data":{"reason":"you_left"},)" TIMESTAMP "," POSITION
         "}"},
        {{timestamp, ConversationEnded{conversation, position, ConversationEnd::draining}},
         R"({"type":"CONVERSATION_ENDED",)" CONVERSATION_ID R"(,"data":{"reason":"draining"},)" TIMESTAMP "," POSITION
         "}"},
        {{timestamp, Banned{"Spam", Instant{1'772'334'855'927}}},
         R"({"type":"BANNED","data":{"reason":"Spam","until":"2026-03-01T03:14:15.927Z"},)" TIMESTAMP "}"},
        {{timestamp, Banned{"Threats", {}}}, R"({"type":"BANNED","data":{"reason":"Threats"},)" TIMESTAMP "}"},
        {{timestamp, Error{NackCode::not_json, "Not read."}},
         R"({"type":"ERROR","data":{"code":"not_json","text":"Not read."},)" TIMESTAMP "}"},
        {{timestamp, PresenceChanged{conversation, Alias{0xffff0000}, Presence::gone}},
         R"({"type":"PRESENCE",)" CONVERSATION_ID R"(,"sender":"anon-ffff0000","data":{"presence":"gone"},)" TIMESTAMP
         "}"},
        {{timestamp, TypingChanged{conversation, Alias{0xffff0000}, true}},
         R"({"type":"TYPING_INDICATOR",)" CONVERSATION_ID
         R"(,"sender":"anon-ffff0000","data":{"typing":true},)" TIMESTAMP "}"},
        {{timestamp, SeenUpTo{{conversation, position}, Alias{0xffff0000}}},
         R"({"type":"READ_RECEIPT",)" CONVERSATION_ID R"(,"sender":"anon-ffff0000",)" TIMESTAMP "," POSITION "}"},
        {{timestamp, System{SystemNotice::draining, milliseconds(2750)}},
         R"({"type":"SYSTEM","data":{"notice":"draining","retry_after_ms":2750},)" TIMESTAMP "}"},
        {{timestamp, System{SystemNotice::draining, {}}},
         R"({"type":"SYSTEM","data":{"notice":"draining"},)" TIMESTAMP "}"},
        {{timestamp, SearchEnded{SearchEnd::cancelled}},
         R"({"type":"SEARCH_ENDED","data":{"reason":"cancelled"},)" TIMESTAMP "}"},
    };
}

}  // namespace stimchat::protocol::sample
