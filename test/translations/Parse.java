import com.sun.source.util.JavacTask;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Parses files of Java as javac does, no further, and prints `file:line: error` for what it refuses; then ends with 2, as gofmt does. */
class Parse {
  public static void main(String[] files) throws Exception {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var manager = compiler.getStandardFileManager(null, null, null);
    var refused = false;
    // A task for each file: javac stops at 100 errors.
    for (var file : files) {
      var found = new DiagnosticCollector<JavaFileObject>();
      ((JavacTask) compiler.getTask(null, manager, found, List.of("-proc:none"), null, manager.getJavaFileObjects(file))).parse();
      for (var each : found.getDiagnostics()) {
        if (each.getKind() != Diagnostic.Kind.ERROR) continue;
        refused = true;
        System.err.println(file + ":" + each.getLineNumber() + ": " + each.getMessage(Locale.ENGLISH).replace("\n", " "));
      }
    }
    System.exit(refused ? 2 : 0);
  }
}
