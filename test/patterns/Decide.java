import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import software.amazon.event.ruler.Machine;

/**
 * Reads a line of JSON for each case, {id, pattern, event}, the last two as the texts that EventBridge takes, and prints what AWS's event-ruler makes of
 * it: {id, matches}, or {id, refused} for a pattern that it does not take, or {id, undecided} where it says now this and now that.
 *
 * It asks machines, as Ruler.matchesRule does: they know $or and every operator, and hold the fields below an array of objects to one element.
 * Ruler.matches, which is deprecated, knows neither. Several of them, because what a machine decides may depend on the order of a hash table:
 * operators.patterns.ts has such a pattern.
 */
class Decide {
  private static final int MACHINES = 8;

  public static void main(String[] none) throws Exception {
    var json = new ObjectMapper();
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String last = null;
    var machines = new ArrayList<Machine>();
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var given = json.readTree(line);
      var pattern = given.get("pattern").asText();
      // An event that is no JSON is a fault of the caller's, and ends the run.
      var event = json.readTree(given.get("event").asText());
      var answer = JsonNodeFactory.instance.objectNode().put("id", given.get("id").asInt());
      try {
        // Cases that follow each other with the same pattern share their machines.
        if (!pattern.equals(last)) {
          last = null;
          machines.clear();
          for (var index = 0; index < MACHINES; index++) {
            var machine = new Machine();
            machine.addRule("rule", pattern);
            machines.add(machine);
          }
          last = pattern;
        }
        var matching = 0;
        for (var machine : machines) if (!machine.rulesForJSONEvent(event).isEmpty()) matching++;
        if (matching == 0 || matching == MACHINES) answer.put("matches", matching > 0);
        else answer.put("undecided", matching + " of " + MACHINES + " machines match");
      } catch (Exception refused) {
        answer.put("refused", String.valueOf(refused.getMessage()));
      }
      out.println(answer);
    }
    out.flush();
  }
}
