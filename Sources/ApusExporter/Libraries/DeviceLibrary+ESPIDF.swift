import ApusFiles

extension DeviceLibrary {
  /// A component for ESP-IDF, with an example, for the chips with a RISC-V core.
  public var espIDF: [WholeFolder.File] {
    files(
      header: "include/\(name).h", source: "src/\(name).c", apus: "include/apus.h",
      archives: { "lib/\($0)/libapus.a" })
      + [
        WholeFolder.File("idf_component.yml", text: component),
        WholeFolder.File("CMakeLists.txt", text: componentBuild),
        WholeFolder.File("examples/\(name)/CMakeLists.txt", text: exampleBuild),
        WholeFolder.File(
          "examples/\(name)/main/CMakeLists.txt", text: "idf_component_register(SRCS main.c)\n"),
        WholeFolder.File("examples/\(name)/main/idf_component.yml", text: exampleComponent),
        WholeFolder.File("examples/\(name)/main/main.c", text: espProgram),
      ]
  }

  private var component: String {
    """
    version: "1.0.0"
    description: The int8 neural network \(name), written by Apus \(version)
    targets:
      - esp32c2
      - esp32c3
      - esp32c5
      - esp32c6
      - esp32h2
      - esp32p4

    """
  }

  private var componentBuild: String {
    """
    idf_component_register(SRCS src/\(name).c INCLUDE_DIRS include)
    set(archive "${CMAKE_CURRENT_LIST_DIR}/lib/riscv32/libapus.a")
    if(NOT CONFIG_IDF_TARGET_ARCH_RISCV)
      message(FATAL_ERROR "There is no libapus.a for Xtensa: the chips with a RISC-V core run \(name)")
    elseif(NOT EXISTS "${archive}")
      message(FATAL_ERROR "There is no ${archive}")
    endif()
    target_link_libraries(${COMPONENT_LIB} PRIVATE "${archive}")

    """
  }

  private var exampleBuild: String {
    """
    cmake_minimum_required(VERSION 3.16)
    include($ENV{IDF_PATH}/tools/cmake/project.cmake)
    project(\(name)_example)

    """
  }

  private var exampleComponent: String {
    """
    dependencies:
      \(name):
        path: ../../..

    """
  }

  private var espProgram: String {
    """
    /* Runs the model \(name) over and over and prints which class it says. */
    #include <\(name).h>
    #include <freertos/FreeRTOS.h>
    #include <freertos/task.h>
    #include <stdio.h>

    void app_main(void) {
      apus_status status = \(name)_open();
      if (status != APUS_OK) {
        printf("apus_open: status %d\\n", (int)status);
        return;
      }
      for (;;) {
        size_t count;
        int8_t *input = apus_input(\(name)_session, &count);
        /* Here the numbers of a sensor go in. */
        for (size_t i = 0; i < count; i++) input[i] = \(sample);
        apus_run(\(name)_session);
        printf("class %d\\n", (int)apus_decision(\(name)_session, 0));
        vTaskDelay(pdMS_TO_TICKS(1000));
      }
    }

    """
  }
}
