package dev.widgetorigin.origin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrintableTest {
  private final StringWriter out = new StringWriter();
  private final Terminal terminal =
      TestTerminal.attended(
          "", new PrintWriter(out), new PrintWriter(new StringWriter()), Map.of());

  @Test
  void say_escapeSequences_doNotReachTheTerminal() {
    terminal.say("%s", "why: \u001b[2J\u009b1A\rall is well\u202e");
    assertThat(out.toString())
        .isEqualTo("why: \\u001b[2J\\u009b1A\\u000dall is well\\u202e" + System.lineSeparator());
  }

  @Test
  void say_linesAndLetters_areLeftAlone() {
    terminal.say("a\n  b é 😀");
    assertThat(out.toString()).isEqualTo("a\n  b é 😀" + System.lineSeparator());
  }

  @Test
  void table_cellWithLineBreaks_makesNoRowOfItsOwn() {
    Tables.print(terminal, List.of(List.of("WHY"), List.of("fine\nroot  everything  ok")));
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(out.toString()).contains("fine\\u000aroot");
  }
}
