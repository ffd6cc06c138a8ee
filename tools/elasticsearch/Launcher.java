import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginBundle;
import org.elasticsearch.plugins.PluginsLoader;

/** Starts the vendor's own node class: {@code Launcher HOME key=value ...}; ends it cleanly on SIGTERM. */
public class Launcher {
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Settings.Builder settings = Settings.builder().put("path.home", home.toString());
        for (int i = 1; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        LogConfigurator.configureESLogging();
        LogConfigurator.registerErrorListener();
        LogConfigurator.configureWithoutConfig(settings.build());
        Environment environment = new Environment(settings.build(), home.resolve("config"));
        PluginsLoader loader = PluginsLoader.createPluginsLoader(
            bundles("loadModulesBundles", environment.modulesDir()),
            bundles("loadPluginsBundles", environment.pluginsDir()),
            Map.of(),
            false
        );
        Node node = new Node(environment, loader);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        node.start();
        endWith(System.getenv("ELASTICSEARCH_PARENT"));
        // The threads of a node are daemons; this one keeps it alive until a signal comes.
        Thread.currentThread().join();
    }

    /** Where a test run started the node, it must not outlive it, not even when the run is killed. */
    private static void endWith(String parent) {
        if (parent == null || parent.isEmpty()) {
            return;
        }
        var handle = ProcessHandle.of(Long.parseLong(parent));
        Thread watch = new Thread(() -> {
            handle.ifPresent(process -> process.onExit().join());
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** The loading methods took a second argument from version 9 on; one launcher serves both. */
    @SuppressWarnings("unchecked")
    private static Set<PluginBundle> bundles(String name, Path folder) throws Exception {
        for (var method : PluginsLoader.class.getMethods()) {
            if (method.getName().equals(name)) {
                Object found = method.getParameterCount() == 1 ? method.invoke(null, folder) : method.invoke(null, folder, true);
                return (Set<PluginBundle>) found;
            }
        }
        throw new NoSuchMethodException(name);
    }
}
