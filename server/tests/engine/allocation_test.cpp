#include "server/tests/engine/stage.hpp"

#include <cstdlib>
#include <new>

namespace {
std::size_t allocations = 0;
}

// Counts for the whole test program; only differences are read.
void* operator new(std::size_t bytes) {
    ++allocations;
    if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;

namespace {

/// Two in a chat, driven without the Stage, which allocates itself.
class BareChat {
  public:
    BareChat() : engine_(config(), tokens_, random_) {
        for (std::uint32_t n = 0; n < 2; ++n) {
            engine_.handle(ConnectionOpened{{n}}, now_, actions_);
            command(n, protocol::Hello{protocol::protocol_version, n == 0 ? "p1" : "p2", "", false});
            command(n, protocol::Find{protocol::terms_version});
        }
        protocol::Decoder decoder;
        for (const Action& action : actions_.list()) {
            const auto* deliver = std::get_if<Deliver>(&action);
            const auto message = decoder.decode_server_message(actions_.bytes_of(deliver->frame));
            const auto* match = std::get_if<protocol::NewMatch>(&message->body);
            if (match) conversation_ = match->conversation;
        }
    }

    /// What relaying one text allocates.
    std::size_t relay(std::uint32_t from, std::string_view text) {
        frame_.clear();
        protocol::encode({message(next_message_++), protocol::SendText{conversation_, text}}, frame_);
        const std::size_t before = allocations;
        actions_.clear();
        engine_.handle(FrameArrived{{from}, frame_}, now_, actions_);
        const std::size_t after = allocations;
        REQUIRE(actions_.list().size() == 2);
        return after - before;
    }

  private:
    static EngineConfig config() {
        EngineConfig config;
        config.commands = {1'000'000, 1'000'000};
        return config;
    }
    void command(std::uint32_t from, const protocol::CommandBody& body) {
        frame_.clear();
        protocol::encode({message(next_message_++), body}, frame_);
        actions_.clear();
        engine_.handle(FrameArrived{{from}, frame_}, now_, actions_);
    }

    FakeTokens tokens_;
    Xoshiro256 random_{7};
    ChatEngine engine_;
    Actions actions_;
    Instant now_ = epoch;
    ConversationId conversation_;
    std::string frame_;
    std::uint64_t next_message_ = 1;
};

}  // namespace

TEST_CASE("a relayed message allocates nothing in steady state") {
    BareChat chat;
    const std::string_view text = "sixty-four bytes of text, as people write them to each other ...";
    for (std::size_t n = 0; n < 1200; ++n)
        chat.relay(n % 2, text);

    std::size_t steady = 0;
    for (std::size_t n = 0; n < 5000; ++n)
        steady += chat.relay(n % 2, text);
    CHECK(steady == 0);
}

TEST_CASE("until then the growth of transcript and windows is amortised: a few dozen allocations in all") {
    BareChat chat;
    std::size_t growing = 0;
    for (std::size_t n = 0; n < 1000; ++n)
        growing += chat.relay(n % 2, "a text of ordinary length, and no more");
    CHECK(growing > 0);
    CHECK(growing <= 40);
}

TEST_CASE("texts with escapes allocate nothing either") {
    BareChat chat;
    const std::string_view text = "a \"quoted\" word\nand a second line";
    for (std::size_t n = 0; n < 2200; ++n)
        chat.relay(n % 2, text);
    std::size_t steady = 0;
    for (std::size_t n = 0; n < 1000; ++n)
        steady += chat.relay(n % 2, text);
    CHECK(steady == 0);
}
