import ApusFiles

extension DeviceLibrary {
  /// A module for Zephyr, with a sample: `west build -b BOARD samples/NAME -- -DZEPHYR_EXTRA_MODULES=PATH`.
  public var zephyr: [WholeFolder.File] {
    files(
      header: "include/\(name).h", source: "src/\(name).c", apus: "include/apus.h",
      archives: { "lib/\($0)/libapus.a" })
      + [
        WholeFolder.File("zephyr/module.yml", text: module),
        WholeFolder.File("CMakeLists.txt", text: zephyrBuild),
        WholeFolder.File("Kconfig", text: options),
        WholeFolder.File("samples/\(name)/CMakeLists.txt", text: sampleBuild),
        WholeFolder.File(
          "samples/\(name)/prj.conf", text: "CONFIG_\(macro)=y\nCONFIG_CONSOLE=y\nCONFIG_PRINTK=y\n"),
        WholeFolder.File("samples/\(name)/sample.yaml", text: sampleDescription),
        WholeFolder.File("samples/\(name)/src/main.c", text: zephyrProgram),
      ]
  }

  private var module: String {
    """
    name: \(name)
    build:
      cmake: .
      kconfig: Kconfig
    samples:
      - samples

    """
  }

  private var options: String {
    """
    config \(macro)
    	bool "The model \(name) and the runtime that runs it"
    	help
    	  An int8 neural network, written by Apus \(version).

    """
  }

  private var zephyrBuild: String {
    """
    if(CONFIG_\(macro))
      # The runtime for the core that the board has.
      if(CONFIG_CPU_CORTEX_M0 OR CONFIG_CPU_CORTEX_M0PLUS)
        set(core cortex-m0)
      elseif(CONFIG_CPU_CORTEX_M3)
        set(core cortex-m3)
      elseif(CONFIG_CPU_CORTEX_M4)
        set(core cortex-m4)
      elseif(CONFIG_CPU_CORTEX_M7)
        set(core cortex-m7)
      elseif(CONFIG_CPU_CORTEX_M33)
        set(core cortex-m33)
      elseif(CONFIG_CPU_CORTEX_M55)
        set(core cortex-m55)
      elseif(CONFIG_RISCV AND NOT CONFIG_64BIT)
        set(core riscv32)
      endif()
      set(archive "${CMAKE_CURRENT_SOURCE_DIR}/lib/${core}/libapus.a")
      if(NOT core OR NOT EXISTS "${archive}")
        message(FATAL_ERROR "There is no libapus.a for this board's core: ${archive}")
      endif()
      zephyr_include_directories(include)
      zephyr_library()
      zephyr_library_sources(src/\(name).c)
      zephyr_library_import(apus "${archive}")
    endif()

    """
  }

  private var sampleBuild: String {
    """
    cmake_minimum_required(VERSION 3.20.0)
    list(APPEND ZEPHYR_EXTRA_MODULES "${CMAKE_CURRENT_SOURCE_DIR}/../..")
    find_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})
    project(\(name)_sample)
    target_sources(app PRIVATE src/main.c)

    """
  }

  private var sampleDescription: String {
    """
    sample:
      name: \(name)
    tests:
      sample.\(name):
        build_only: true

    """
  }

  private var zephyrProgram: String {
    """
    /* Runs the model \(name) over and over and prints which class it says. */
    #include <\(name).h>
    #include <zephyr/kernel.h>

    int main(void) {
      apus_status status = \(name)_open();
      if (status != APUS_OK) {
        printk("apus_open: status %d\\n", (int)status);
        return 1;
      }
      for (;;) {
        size_t count;
        int8_t *input = apus_input(\(name)_session, &count);
        /* Here the numbers of a sensor go in. */
        for (size_t i = 0; i < count; i++) input[i] = \(sample);
        apus_run(\(name)_session);
        printk("class %d\\n", (int)apus_decision(\(name)_session, 0));
        k_msleep(1000);
      }
    }

    """
  }
}
