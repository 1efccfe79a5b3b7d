package dev.widgetorigin.origin.console.part;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences that end in a command, for people who have a browser and no terminal. */
class AdviceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "latest stays there whatever is published, until 'widget-origin unpin chat latest' or 'widget-origin publish ... --unpin'|latest stays there whatever is published.|widget-origin unpin chat latest|Unpin latest|chat|",
        "latest is pinned: releases do not move it until 'widget-origin unpin chat latest'.|latest is pinned: releases do not move it.|widget-origin unpin chat latest|Unpin latest|chat|",
        "v2 still answers 2.0.0; to keep every alias off it: widget-origin yank @acme/chat 2.0.0|v2 still answers 2.0.0; to keep every alias off it:|widget-origin yank @acme/chat 2.0.0|Yank 2.0.0|@acme/chat|2.0.0",
        "acme stays there whatever is released, until 'widget-origin channel resume chat acme'.|acme stays there whatever is released.|widget-origin channel resume chat acme|Channels of chat|chat|",
        "channel beta points to 1.0.0 and answers nothing until it is moved: widget-origin channel chat beta VERSION|channel beta points to 1.0.0 and answers nothing until it is moved:|widget-origin channel chat beta VERSION|Channels of chat|chat|",
        "all of chat is off as well: widget-origin on chat|all of chat is off as well:|widget-origin on chat|Switch on chat|chat|",
        "1.1.0 is staged: only this channel and its exact URL answer it until 'widget-origin release chat 1.1.0'.|1.1.0 is staged: only this channel and its exact URL answer it.|widget-origin release chat 1.1.0|Release 1.1.0|chat|1.1.0",
        "Name one of 1.1.0 yourself: widget-origin rollback chat latest --to 1.1.0|Name one of 1.1.0 yourself:|widget-origin rollback chat latest --to 1.1.0|||",
        "^1.2.0 goes on: widget-origin unpin chat '^1.2.0'|^1.2.0 goes on:|widget-origin unpin chat '^1.2.0'|||",
      })
  void sentence_withACommand_isWordsAndAButtonsPage(
      String text, String words, String command, String label, String widget, String version) {
    assertThat(Advice.of(text))
        .isEqualTo(new Advice(words, command, or(label), or(widget), or(version)));
  }

  private static String or(String text) {
    return text == null ? "" : text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "channel beta goes on answering 1.0.0",
        "^1 stays there, until 'widget-origin unpin chat '^1.2.0'' or 'widget-origin publish'",
        "",
      })
  void sentence_withoutOne_staysAsItIs(String text) {
    assertThat(Advice.of(text)).isEqualTo(new Advice(text, "", "", "", ""));
  }
}
