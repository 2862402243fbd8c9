package org.heredity.checkpoint;

import java.util.Arrays;
import java.util.Set;

/**
 * What no honest checkpoint refers to: Python's ways to run code or a program, to load other
 * pickles, and to reach files, processes and the network. Nothing would be called here either; but
 * a file that names one was made to harm whoever loads it with Python, and is refused.
 */
final class DangerousGlobals {
  /** Modules, or globals in them; whatever is behind a dot of one is meant, too. */
  private static final Set<String> NAMED =
      Set.of(
          ("os nt posix ntpath posixpath sys subprocess commands popen2 multiprocessing threading "
                  + "_thread signal pty tty resource platform runpy code codeop pdb bdb timeit trace "
                  + "profile cProfile doctest imp importlib _frozen_importlib "
                  + "_frozen_importlib_external pkgutil zipimport zipapp modulefinder inspect ctypes "
                  + "_ctypes cffi pickle _pickle cPickle pickletools dill cloudpickle joblib shelve "
                  + "marshal types operator _operator socket _socket ssl select asyncio http httplib "
                  + "urllib urllib2 urllib3 requests aiohttp httpx ftplib smtplib poplib imaplib "
                  + "telnetlib xmlrpc socketserver webbrowser antigravity pip ensurepip venv "
                  + "setuptools distutils shutil tempfile glob fileinput io _io gc atexit sqlite3 "
                  + "linecache tracemalloc idlelib lib2to3 pydoc rlcompleter uuid._get_command_stdout "
                  + "functools.partial functools.reduce _functools.partial copy_reg.add_extension "
                  + "copyreg.add_extension logging.config numpy.load numpy.loadtxt numpy.fromfile "
                  + "numpy.memmap numpy.testing numpy.f2py numpy.distutils numpy.ctypeslib "
                  + "pandas.eval pandas.read_pickle pandas.io.pickle torch.load torch.save torch.hub "
                  + "torch.jit torch.ops torch.classes torch.package torch.serialization "
                  + "torch.storage._load_from_bytes torch.utils.cpp_extension torch.utils.model_zoo "
                  + "torch.utils.collect_env torch.utils.bottleneck torch.utils.show_pickle "
                  + "torch.fx.graph_module torch.fx._lazy_graph_module torch.distributed.launch "
                  + "torch.distributed.run torch.distributed.elastic torch.distributed.rpc "
                  + "torch._inductor torch._dynamo torch.testing")
              .split(" "));

  private static final Set<String> BUILTINS = Set.of("builtins", "__builtin__", "__builtins__");

  /** The types among the built-ins; the rest, such as eval, open and getattr, is refused. */
  private static final Set<String> TYPES =
      Set.of(
          ("set frozenset list dict tuple int long float bool str unicode basestring bytes "
                  + "bytearray complex slice range xrange object type Ellipsis NotImplemented")
              .split(" "));

  private DangerousGlobals() {}

  static boolean contains(String module, String name) {
    if (BUILTINS.contains(module)) {
      return !TYPES.contains(name);
    }
    // Protocol 4 follows dots in a name: a harmless module's 'os.system' is os.system.
    boolean within =
        name.indexOf('.') >= 0
            && Arrays.stream(name.split("\\.", -1))
                .anyMatch(part -> NAMED.contains(part) || BUILTINS.contains(part));
    return within || named(module + "." + name);
  }

  private static boolean named(String global) {
    for (int dot = global.indexOf('.'); dot >= 0; dot = global.indexOf('.', dot + 1)) {
      if (NAMED.contains(global.substring(0, dot))) {
        return true;
      }
    }
    return NAMED.contains(global);
  }
}
